import { residentBytes, startProcess } from '../processes.ts';
import { pause, startServer } from '../servers.ts';
import { median } from '../statistics.ts';
import { isReady } from './watching.ts';

export type Soaking = {
  readonly joined: number;
  readonly refused: number;
  /** Resident memory at the end beside that after the warm-up. */
  readonly grown: number;
  readonly megabytes: number;
};

const LOOK_EVERY_MS = 5_000;
/** Caches fill and the heap finds its size in the first part; first and last fifth of the rest are compared. */
const WARM_UP_SHARE = 0.2;

/** Many streams, viewers that join and leave ten times a second, some of them stalled. */
export async function soak(options: {
  readonly streams: number;
  readonly minutes: number;
}): Promise<Soaking> {
  await using running = await startServer('lukou');
  await using publisher = startProcess(
    './load/publish.ts',
    [running.rtmpPort, 0, options.streams],
    { core: 1, ipc: true },
  );
  await publisher.message(isReady);
  await using churn = startProcess('./load/churn.ts', [running.httpPort, options.streams, 10], {
    core: 1,
    ipc: true,
  });
  await churn.message(isReady);
  const samples: number[] = [];
  const until = performance.now() + options.minutes * 60_000;
  while (performance.now() < until) {
    await pause(LOOK_EVERY_MS);
    samples.push(residentBytes(running.pid));
    for (const { child } of [publisher, churn])
      if (child.exitCode !== null) throw new Error(`a load client ended with ${child.exitCode}`);
  }
  churn.child.send('count');
  const { joined, refused } = await churn.message(isCount);
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE));
  const fifth = Math.max(1, Math.floor(warm.length / 5));
  const end = median(warm.slice(-fifth));
  return { joined, refused, grown: end / median(warm.slice(0, fifth)), megabytes: end / 1e6 };
}

function isCount(message: unknown): message is { joined: number; refused: number } {
  return typeof message === 'object' && message !== null && 'joined' in message;
}
