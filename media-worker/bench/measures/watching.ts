import { cpuSeconds, startProcess } from '../processes.ts';
import {
  type BenchServer,
  freePort,
  listening,
  pause,
  type ServerName,
  startServer,
} from '../servers.ts';

export type Watching = {
  readonly server: ServerName;
  readonly mbitPerCpuSecond: number;
  readonly cores: number;
  readonly delays: readonly number[];
  /** Bytes the worst viewer got, as a share of what was published. */
  readonly worstShare: number;
  readonly gaps: number;
  readonly closed: number;
};

type Counted = {
  readonly bytes: readonly number[];
  readonly frames: readonly number[];
  readonly gaps: number;
  readonly closed: number;
  readonly delays: readonly number[];
};

const WARM_UP_MS = 2_500;
/** A server runs for months: what its compiler still does in the first seconds is not measured. The same for all. */
const SETTLE_MS = 8_000;
const FPS = 25;
/** What the published stream takes, sound included. */
const STREAM_MBIT = 2.03;

/** The ways to watch that are measured; the peers have the first only. */
export const WAYS = ['http-flv', 'ws-flv', 'http-fmp4', 'http-ts', 'rtmp', 'rtsp'] as const;
export type Way = (typeof WAYS)[number];
/** By WHEP one viewer costs a packet's encryption each, so fewer are measured, apart from the others. */
const WHEP = 'whep';

function addressOf(way: Way, { httpPort, rtmpPort, rtspPort }: BenchServer): string {
  const http = `127.0.0.1:${httpPort}/live/bench-0`;
  return {
    'http-flv': `http://${http}.flv`,
    'ws-flv': `ws://${http}.flv`,
    'http-fmp4': `http://${http}.mp4`,
    'http-ts': `http://${http}.ts`,
    rtmp: `rtmp://127.0.0.1:${rtmpPort}/live/bench-0`,
    rtsp: `rtsp://127.0.0.1:${rtspPort}/live/bench-0`,
  }[way];
}

function loadOf(way: Way | typeof WHEP, running: BenchServer): { file: string; at: string } {
  if (way !== WHEP) return { file: './load/watch.ts', at: addressOf(way, running) };
  const at = `http://127.0.0.1:${running.httpPort}/live/bench-0/whep`;
  return { file: './load/watch-whep.ts', at };
}

/** One stream, many viewers, for some seconds; over HTTP-FLV unless `way` says otherwise. */
export async function watch(
  server: ServerName,
  options: {
    readonly viewers: number;
    readonly seconds: number;
    readonly batchMs?: number;
    readonly way?: Way | typeof WHEP;
  },
): Promise<Watching> {
  await using running = await startServer(server, { batchMs: options.batchMs ?? 0 });
  await using publisher = startProcess('./load/publish.ts', [running.rtmpPort, 0, 1], {
    core: 1,
    ipc: true,
  });
  await publisher.message(isReady);
  await pause(WARM_UP_MS);
  const { file, at } = loadOf(options.way ?? 'http-flv', running);
  const counted = await count({ pid: running.pid, file, at, ...options });
  return { server, ...counted };
}

/** What one write a viewer and batch takes, all viewers in one go and as many bytes as the stream's, and nothing else. */
export async function writeOnly(options: {
  readonly viewers: number;
  readonly seconds: number;
  readonly batchMs: number;
}): Promise<number> {
  const port = await freePort();
  const bytes = Math.round((STREAM_MBIT / 8) * 1000 * options.batchMs);
  await using writing = startProcess('./peers/write-only.mjs', [port, options.batchMs, bytes], {
    core: 0,
    ipc: false,
  });
  await listening(port);
  const at = `http://127.0.0.1:${port}/`;
  const counted = await count({ pid: writing.pid, file: './load/watch.ts', at, ...options });
  return counted.mbitPerCpuSecond;
}

/** Lets viewers come, then counts what they get and what that costs the server with this pid. */
async function count({
  pid,
  file,
  at,
  viewers,
  seconds,
}: {
  readonly pid: number;
  readonly file: string;
  readonly at: string;
  readonly viewers: number;
  readonly seconds: number;
}): Promise<Omit<Watching, 'server'>> {
  await using load = startProcess(file, [at, viewers], { core: 1, ipc: true });
  await load.message(isReady);
  await pause(SETTLE_MS);
  load.child.send('begin');
  await load.message(isBegun);
  const cpuBefore = cpuSeconds(pid);
  const startedAt = performance.now();
  await pause(seconds * 1000);
  const cpu = cpuSeconds(pid) - cpuBefore;
  const elapsed = (performance.now() - startedAt) / 1000;
  load.child.send('end');
  const counted = await load.message(isCounted);
  const bytes = counted.bytes.reduce((sum, one) => sum + one, 0);
  return {
    mbitPerCpuSecond: (bytes * 8) / 1e6 / cpu,
    cores: cpu / elapsed,
    delays: counted.delays,
    worstShare: Math.min(...counted.frames) / (elapsed * FPS),
    gaps: counted.gaps,
    closed: counted.closed,
  };
}

export function isReady(message: unknown): message is { ready: true } {
  return typeof message === 'object' && message !== null && 'ready' in message;
}

function isBegun(message: unknown): message is { begun: true } {
  return typeof message === 'object' && message !== null && 'begun' in message;
}

function isCounted(message: unknown): message is Counted {
  return typeof message === 'object' && message !== null && 'delays' in message;
}
