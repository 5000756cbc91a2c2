// Load client: watches one stream with many sockets, reading into one shared buffer.
// Arguments: address (http://, ws://, rtmp:// or rtsp://), viewers. Answers `measure` messages over IPC.
import { connect } from 'node:net';
import { greet } from './greetings.ts';
import { MARKER, nowUs, readStamp, STAMP_BYTES } from './payload.ts';

/** Delay is sampled on this many viewers; gaps and bytes are counted on all. */
const MAX_SAMPLED = 100;
const READ_BYTES = 256 * 1024;
/** Connections opened in one go, so that the listen backlog is never the bottleneck. */
const OPEN_AT_ONCE = 50;

const [address = ''] = process.argv.slice(2, 3);
const [count = 1] = process.argv.slice(3, 4).map(Number);
const port = Number(new URL(address).port);
const shared = Buffer.allocUnsafe(READ_BYTES);
const sampleEvery = Math.max(1, Math.floor(count / MAX_SAMPLED));

type Watcher = {
  bytes: number;
  frames: number;
  gaps: number;
  last: number;
  tail: Buffer;
  closed: boolean;
};

const watchers: Watcher[] = [];
let measuring = false;
let delays: number[] = [];

function open(index: number): Promise<void> {
  const watcher: Watcher = {
    bytes: 0,
    frames: 0,
    gaps: 0,
    last: -1,
    tail: Buffer.alloc(0),
    closed: false,
  };
  watchers.push(watcher);
  const sampled = index % sampleEvery === 0;
  const greeting = greet(address);
  let playing = false;
  return new Promise((resolve, reject) => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      onread: {
        buffer: shared,
        callback: (length) => {
          const bytes = shared.subarray(0, length);
          const next = playing ? 'playing' : greeting.hear(bytes);
          if (next === 'playing') {
            playing = true;
            resolve();
            watcher.bytes += length;
            look(watcher, bytes, sampled);
          } else if (next) socket.write(next);
          return true;
        },
      },
    });
    socket.on('error', reject);
    socket.on('close', () => {
      watcher.closed = true;
    });
    socket.write(greeting.first);
  });
}

/** Finds stamps, also where a read cut one in two. */
function look(watcher: Watcher, bytes: Buffer, sampled: boolean): void {
  if (watcher.tail.length > 0) {
    const seam = Buffer.concat([watcher.tail, bytes.subarray(0, STAMP_BYTES)]);
    find(watcher, seam, sampled, watcher.tail.length);
  }
  find(watcher, bytes, sampled, bytes.length);
  watcher.tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - STAMP_BYTES + 1)));
}

/** Stamps that begin before `limit` and are whole. */
function find(watcher: Watcher, bytes: Buffer, sampled: boolean, limit: number): void {
  for (
    let at = bytes.indexOf(MARKER);
    at >= 0 && at < limit;
    at = bytes.indexOf(MARKER, at + STAMP_BYTES)
  ) {
    const stamp = readStamp(bytes, at);
    if (!stamp) return;
    if (stamp.sequence === watcher.last) continue;
    if (measuring) {
      watcher.frames += 1;
      if (watcher.last >= 0 && stamp.sequence !== watcher.last + 1) watcher.gaps += 1;
      if (sampled) delays.push((nowUs() - stamp.sentUs) / 1000);
    }
    watcher.last = stamp.sequence;
  }
}

process.on('message', (message) => {
  if (message === 'begin') {
    for (const watcher of watchers) {
      watcher.bytes = 0;
      watcher.frames = 0;
      watcher.gaps = 0;
    }
    delays = [];
    measuring = true;
    process.send?.({ begun: true });
  }
  if (message === 'end') {
    measuring = false;
    process.send?.({
      bytes: watchers.map((one) => one.bytes),
      frames: watchers.map((one) => one.frames),
      gaps: watchers.reduce((sum, one) => sum + one.gaps, 0),
      closed: watchers.filter((one) => one.closed).length,
      delays,
    });
  }
});
process.on('disconnect', () => process.exit(0));

for (let from = 0; from < count; from += OPEN_AT_ONCE)
  await Promise.all(
    Array.from({ length: Math.min(OPEN_AT_ONCE, count - from) }, (_, at) => open(from + at)),
  );
process.send?.({ ready: true });
