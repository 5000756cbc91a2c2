import { setTimeout as delay } from 'node:timers/promises';

/** The one way to read time and to wait. Tests hand in a simulated one. */
export type Clock = {
  /** UTC milliseconds. */
  wallNow(): number;
  /** Milliseconds that only grow; for durations. */
  monotonicNow(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** The machine's own clock. */
export const systemClock: Clock = {
  wallNow: () => Date.now(),
  monotonicNow: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal ? { signal } : {});
  },
};
