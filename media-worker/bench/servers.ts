import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signTicket } from '../control/ticket.ts';
import { startNginx } from './peers/nginx.ts';
import { type BenchProcess, type Core, startProcess } from './processes.ts';

export type ServerName = 'lukou' | 'nms4' | 'nms2' | 'nginx';
export type BenchServer = AsyncDisposable & {
  readonly name: ServerName;
  readonly pid: number;
  readonly rtmpPort: number;
  /** Nobody listens there at nginx, whose RTMP module knows no FLV over HTTP. */
  readonly httpPort: number;
  /** 0 for the peers. */
  readonly rtspPort: number;
  /** 0 unless asked for. */
  readonly controlPort: number;
  /** Opens a stream of a controlled server. */
  ticket(streamId: string): string;
};

const TICKET_MS = 600_000;
const READY_WITHIN_MS = 10_000;

/** The rest is for our own only. */
export type StartOptions = {
  readonly core?: Core;
  readonly batchMs?: number;
  /** With the control API, behind `BENCH_SECRET`. */
  readonly controlled?: boolean;
};
export const BENCH_SECRET = 'a secret for measuring';

/** Starts a server on free ports, on core 0 unless told otherwise, and waits until it listens. */
export async function startServer(
  name: ServerName,
  { core = 0, batchMs = 0, controlled = false }: StartOptions = {},
): Promise<BenchServer> {
  const rtmpPort = await freePort();
  const httpPort = await freePort();
  const rtspPort = name === 'lukou' ? await freePort() : 0;
  const controlPort = controlled ? await freePort() : 0;
  const data = await mkdtemp(join(tmpdir(), 'lukou-bench-'));
  const running = launch(name, { core, rtmpPort, httpPort, rtspPort, controlPort, data, batchMs });
  await listening(rtmpPort);
  if (name !== 'nginx') await listening(httpPort);
  return {
    name,
    pid: running.pid,
    rtmpPort,
    httpPort,
    rtspPort,
    controlPort,
    ticket: (streamId) =>
      signTicket({ streamId, userId: 'bench', expiresAtMs: Date.now() + TICKET_MS }, BENCH_SECRET),
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]();
      await rm(data, { recursive: true, force: true });
    },
  };
}

function launch(
  name: ServerName,
  at: {
    readonly core: Core;
    readonly rtmpPort: number;
    readonly httpPort: number;
    readonly rtspPort: number;
    readonly controlPort: number;
    readonly data: string;
    readonly batchMs: number;
  },
): BenchProcess {
  if (name === 'nginx') return startNginx(at);
  if (name !== 'lukou')
    return startProcess(`./peers/${name}.mjs`, [at.rtmpPort, at.httpPort, at.data], {
      core: 0,
      ipc: false,
    });
  return startProcess('../main.ts', [], {
    core: at.core,
    ipc: false,
    env: {
      LUKOU_HOST: '127.0.0.1',
      LUKOU_RTMP_PORT: String(at.rtmpPort),
      LUKOU_RTSP_PORT: String(at.rtspPort),
      LUKOU_WEBRTC_PORT: '0',
      LUKOU_MEDIA_PORT: String(at.httpPort),
      LUKOU_BATCH_MS: String(at.batchMs),
      LUKOU_LOG_LEVEL: 'error',
      LUKOU_SERVER_URL: '',
      LUKOU_CONTROL_PORT: String(at.controlPort),
      LUKOU_CLUSTER_SECRET: at.controlPort > 0 ? BENCH_SECRET : '',
    },
  });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (!address || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export async function listening(port: number): Promise<void> {
  const { connect } = await import('node:net');
  const until = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await pause(50);
  }
  throw new Error(`nothing listens on port ${port} after ${READY_WITHIN_MS} ms`);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
