import { createTRPCClient, httpLink } from '@trpc/client';
import type { WorkerRouter } from '../../control/router.ts';
import { cpuSeconds, startProcess } from '../processes.ts';
import { BENCH_SECRET, pause, startServer } from '../servers.ts';
import { isReady } from './watching.ts';

export type Pulling = {
  readonly cores: number;
  readonly packetsLost: number;
  /** Cameras whose picture did not come. */
  readonly camerasMissing: number;
};

const WARM_UP_MS = 6_000;

/**
 * Many RTSP cameras on one worker. The cameras are one published stream on a second worker, asked for many times: on
 * the wire as many sessions as there are cameras.
 */
export async function pull(options: {
  readonly cameras: number;
  readonly seconds: number;
}): Promise<Pulling> {
  await using site = await startServer('lukou', { core: 1 });
  await using publisher = startProcess('./load/publish.ts', [site.rtmpPort, 0, 1], {
    core: 1,
    ipc: true,
  });
  await publisher.message(isReady);
  await using worker = await startServer('lukou', { core: 0, controlled: true });
  const control = createTRPCClient<WorkerRouter>({
    links: [
      httpLink({
        url: `http://127.0.0.1:${worker.controlPort}`,
        headers: { authorization: `Bearer ${BENCH_SECRET}` },
      }),
    ],
  });
  const url = `rtsp://127.0.0.1:${site.rtspPort}/live/bench-0`;
  const streams = Array.from({ length: options.cameras }, (_, index) => ({
    id: `camera-${index}`,
    source: { kind: 'rtsp', url, transport: 'tcp' } as const,
    keepWarm: true,
  }));
  await control.streams.put.mutate({ streams });
  await pause(WARM_UP_MS);
  const cpuBefore = cpuSeconds(worker.pid);
  const startedAt = performance.now();
  await pause(options.seconds * 1000);
  const cores = (cpuSeconds(worker.pid) - cpuBefore) / ((performance.now() - startedAt) / 1000);
  const states = await control.streams.list.query();
  return {
    cores,
    packetsLost: states.reduce((sum, state) => sum + state.packetsLost, 0),
    camerasMissing: states.filter((state) => state.state !== 'live').length,
  };
}
