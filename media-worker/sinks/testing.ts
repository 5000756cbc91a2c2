import { Socket } from 'node:net';
import { FlvDemuxer } from '../formats/flv/demuxer.ts';
import { words } from '../hub/testing.ts';

/** A socket without a network: copies what it takes at once, as a kernel does; while full it holds what it was given. */
export function fakeSocket() {
  const socket = new Socket();
  const given: Buffer[] = [];
  const received: Buffer[] = [];
  let held: (() => void) | null = null;
  let full = false;
  const take = (bytes: Buffer, done: () => void) => {
    given.push(bytes);
    received.push(full ? bytes : Buffer.from(bytes));
    if (full) held = done;
    else done();
  };
  socket._write = (chunk: Buffer, _encoding, done) => take(chunk, done);
  socket._writev = (chunks, done) => take(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  socket._final = (done) => done();
  return {
    socket,
    given,
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
