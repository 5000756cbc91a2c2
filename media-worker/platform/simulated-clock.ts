import type { Clock } from './clock.ts';

type Sleeper = { readonly due: number; readonly wake: () => void };

/** A clock for tests: time stands still until `advance`. */
export class SimulatedClock implements Clock {
  #now = 0;
  readonly #startedAt: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(startedAt = 1_700_000_000_000) {
    this.#startedAt = startedAt;
  }

  wallNow(): number {
    return this.#startedAt + this.#now;
  }

  monotonicNow(): number {
    return this.#now;
  }

  /** How many sleeps have not ended: zero when nothing was left behind. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const sleeper = { due: this.#now + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Lets everything that can happen now happen, then moves on, waking sleepers in order of time. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#now = Math.max(this.#now, next.due);
      next.wake();
      await settle();
    }
    this.#now = until;
  }

  #next(until: number): Sleeper | undefined {
    return [...this.#sleepers]
      .filter((sleeper) => sleeper.due <= until)
      .sort((a, b) => a.due - b.due)[0];
  }
}

/** Microtasks run to the end: a turn of the event loop comes only after all of them. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
