import { createTRPCClient, httpLink } from '@trpc/client';
import type { StreamSpec } from '../../control/contract.ts';
import type { WorkerRouter } from '../../control/router.ts';
import { cpuSeconds, startProcess } from '../processes.ts';
import { BENCH_SECRET, type BenchServer, pause, startServer } from '../servers.ts';
import { isReady } from './watching.ts';

export type Pulling = {
  readonly cores: number;
  readonly packetsLost: number;
  /** Cameras whose picture did not come. */
  readonly camerasMissing: number;
};

/** RTSP over TCP, or MPEG-PS in RTP over UDP to a port of its own each, as GB28181 devices send. */
export type Wire = 'rtsp' | 'ps';

const WARM_UP_MS = 6_000;
const STREAM = 'bench-0';

/**
 * Many cameras on one worker. They are one published stream on a second worker, sent many times: on the wire as many
 * sessions as there are cameras.
 */
export async function pull(options: {
  readonly wire: Wire;
  readonly cameras: number;
  readonly seconds: number;
}): Promise<Pulling> {
  await using site = await startServer('lukou', { core: 1, controlled: true });
  await using publisher = startProcess('./load/publish.ts', [site.rtmpPort, 0, 1], {
    core: 1,
    ipc: true,
  });
  await publisher.message(isReady);
  await using worker = await startServer('lukou', { core: 0, controlled: true });
  const numbers = Array.from({ length: options.cameras }, (_, index) => index);
  if (options.wire === 'rtsp') await askForAll(numbers, site, worker);
  else await haveAllSent(numbers, site, worker);
  await pause(WARM_UP_MS);
  const lostBefore = await counted(worker);
  const cpuBefore = cpuSeconds(worker.pid);
  const startedAt = performance.now();
  await pause(options.seconds * 1000);
  const cores = (cpuSeconds(worker.pid) - cpuBefore) / ((performance.now() - startedAt) / 1000);
  const { packetsLost, camerasMissing } = await counted(worker);
  return { cores, packetsLost: packetsLost - lostBefore.packetsLost, camerasMissing };
}

function controlOf({ controlPort }: BenchServer) {
  const url = `http://127.0.0.1:${controlPort}`;
  const headers = { authorization: `Bearer ${BENCH_SECRET}` };
  return createTRPCClient<WorkerRouter>({ links: [httpLink({ url, headers })] });
}

async function askForAll(
  numbers: readonly number[],
  site: BenchServer,
  worker: BenchServer,
): Promise<void> {
  const url = `rtsp://127.0.0.1:${site.rtspPort}/live/${STREAM}?ticket=${site.ticket(STREAM)}`;
  const source = { kind: 'rtsp', url, transport: 'tcp' } as const;
  const streams = numbers.map((number) => ({ id: `camera-${number}`, source, keepWarm: true }));
  await controlOf(worker).streams.put.mutate({ streams });
}

async function haveAllSent(
  numbers: readonly number[],
  site: BenchServer,
  worker: BenchServer,
): Promise<void> {
  const [from, to] = [controlOf(site), controlOf(worker)];
  for (const number of numbers) {
    const lease = await to.rtp.lease.mutate({});
    const source: StreamSpec['source'] = {
      kind: 'rtp-ps',
      from: { mode: 'passive', lease: lease.id },
    };
    const id = `camera-${number}`;
    await to.streams.put.mutate({ streams: [{ id, source, keepWarm: true }] });
    const target = { mode: 'udp', host: '127.0.0.1', port: lease.port } as const;
    const sender = { id, streamId: STREAM, ssrc: 1_000_000 + number, to: target };
    await from.senders.put.mutate({ sender });
  }
}

async function counted(worker: BenchServer): Promise<Omit<Pulling, 'cores'>> {
  const states = await controlOf(worker).streams.list.query();
  return {
    packetsLost: states.reduce((sum, state) => sum + state.packetsLost, 0),
    camerasMissing: states.filter((state) => state.state !== 'live').length,
  };
}
