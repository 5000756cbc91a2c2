// Load client: joins a stream again and again; how long from the request to the end of the first key frame.
// Arguments: port, path, joins. Sends the milliseconds of each.
import { connect } from 'node:net';

const [port = 0] = process.argv.slice(2, 3).map(Number);
const [path = ''] = process.argv.slice(3, 4);
const [joins = 1] = process.argv.slice(4, 5).map(Number);
const VIDEO_TAG = 9;
/** Joins fall anywhere between two frames. */
const PAUSE_MS = 23;

/** True once the bytes hold a whole key frame tag. HTTP chunk headers of peers are skipped by looking for the tag. */
function hasKeyFrame(bytes: Buffer): boolean {
  const flv = bytes.indexOf('FLV\x01');
  if (flv < 0) return false;
  for (let at = flv + 13; at + 13 < bytes.length; at += 1) {
    const isKeyFrame = bytes[at] === VIDEO_TAG && bytes[at + 11] === 0x17 && bytes[at + 12] === 1;
    const zeroStreamId = bytes.readUIntBE(at + 8, 3) === 0;
    if (isKeyFrame && zeroStreamId) return bytes.length >= at + 11 + bytes.readUIntBE(at + 1, 3);
  }
  return false;
}

function join(): Promise<number> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let startedAt = 0;
    socket.on('connect', () => {
      startedAt = performance.now();
      socket.write(`GET ${path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (bytes) => {
      parts.push(bytes);
      const arrivedAt = performance.now();
      if (!hasKeyFrame(Buffer.concat(parts))) return;
      socket.destroy();
      resolve(arrivedAt - startedAt);
    });
    socket.on('error', reject);
  });
}

const times: number[] = [];
for (let turn = 0; turn < joins; turn += 1) {
  times.push(await join());
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
process.send?.({ times });
process.disconnect?.();
