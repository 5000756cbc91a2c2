import { Socket } from 'node:net';
import { FlvDemuxer } from '../formats/flv/demuxer.ts';
import { words } from '../hub/testing.ts';

/** A socket without a network: keeps what is written, and can be full. */
export function fakeSocket() {
  const socket = new Socket();
  const received: Buffer[] = [];
  let held: (() => void) | null = null;
  let full = false;
  const take = (bytes: Buffer, done: () => void) => {
    received.push(bytes);
    if (full) held = done;
    else done();
  };
  socket._write = (chunk: Buffer, _encoding, done) => take(chunk, done);
  socket._writev = (chunks, done) => take(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  socket._final = (done) => done();
  return {
    socket,
    received,
    fill: () => {
      full = true;
    },
    drain: () => {
      full = false;
      held?.();
      held = null;
    },
    get bytes(): Buffer {
      return Buffer.concat(received);
    },
  };
}

/** FLV behind an optional HTTP head as short words: `tracks K0 V40 A50`. */
export function flvWords(bytes: Buffer): string {
  return words(new FlvDemuxer().push(bytes.subarray(Math.max(0, bytes.indexOf('FLV\x01')))));
}
