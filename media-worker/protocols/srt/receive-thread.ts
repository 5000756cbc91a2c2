/** Runs in a thread of its own: libsrt as FFmpeg offers it blocks while it connects, and tells nobody when bytes are there. */
import { parentPort, workerData } from 'node:worker_threads';
import {
  AV_LOG_FATAL,
  AVERROR_EAGAIN,
  AVIO_FLAG_NONBLOCK,
  AVIO_FLAG_READ,
  type AVIOFlag,
} from 'node-av/constants';
import { IOContext, Log } from 'node-av/lib';
import { SRT_CELL, type SrtNews, type SrtTask } from './thread-words.ts';

/** Between two looks at what came: far below any latency of SRT. */
const LOOK_EVERY_MS = 10;
/** More than a stream of 100 Mbit/s brings between two looks. */
const READ_BYTES = 256 * 1024;
/** The other side takes what it is handed too slowly: the rest waits in libsrt, which drops what is too late. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
const ETIMEDOUT = -110;
const READ_AT_ONCE = (AVIO_FLAG_READ | AVIO_FLAG_NONBLOCK) as AVIOFlag;

// Its messages repeat the address with the passphrase.
Log.setLevel(AV_LOG_FATAL);

const { url, cells, again } = workerData as SrtTask;

function tell(news: SrtNews): void {
  parentPort?.postMessage(news, news.type === 'bytes' ? [news.bytes.buffer] : []);
}

function isStopped(): boolean {
  return Atomics.load(cells, SRT_CELL.stop) === 1;
}

/** A listener is called for again until somebody came or it is stopped. */
function open(io: IOContext): number {
  for (;;) {
    const errno = io.open2Sync(url, READ_AT_ONCE);
    if (errno !== ETIMEDOUT || !again || isStopped()) return errno;
  }
}

function read(io: IOContext): Buffer | number {
  if (Atomics.load(cells, SRT_CELL.waiting) > MAX_WAITING_BYTES) return AVERROR_EAGAIN;
  return io.readSync(READ_BYTES);
}

function receive(io: IOContext): void {
  // Each read takes all that is there; through a buffer, the first "nothing yet" would stick.
  io.direct = 1;
  while (!isStopped()) {
    const came = read(io);
    if (typeof came !== 'number') {
      const bytes = new Uint8Array(came); // of its own memory, which is handed over
      Atomics.add(cells, SRT_CELL.waiting, bytes.length);
      tell({ type: 'bytes', bytes });
    } else if (came !== AVERROR_EAGAIN) return;
    Atomics.wait(cells, SRT_CELL.stop, 0, LOOK_EVERY_MS);
  }
}

const startedAt = performance.now();
const io = new IOContext();
const errno = open(io);
if (errno < 0) tell({ type: 'not-opened', errno, afterMs: performance.now() - startedAt });
else {
  tell({ type: 'opened' });
  receive(io);
  io.closepSync();
  tell({ type: 'ended' });
}
