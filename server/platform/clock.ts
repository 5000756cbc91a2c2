import { setTimeout as delay } from 'node:timers/promises';

/** Time comes from here, so that tests decide what time it is. */
export type Clock = {
  /** UTC milliseconds. */
  wallNow(): number;
  /** Milliseconds that only grow. */
  monotonicNow(): number;
  /** Rejects promptly when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

export const systemClock: Clock = {
  wallNow: () => Date.now(),
  monotonicNow: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};
