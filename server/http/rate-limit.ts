import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';

type Bucket = { left: number; at: number };

/** The quietest are forgotten first: they have their whole burst again anyway. */
const MOST_KEPT = 10_000;

/** So many at once, and so many a second in the long run, of each key; in this copy of the server. */
export class RateLimit {
  readonly #clock: Pick<Clock, 'monotonicNow'>;
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Pick<Clock, 'monotonicNow'>, burst: number, perSecond: number) {
    this.#clock = clock;
    this.#burst = burst;
    this.#perSecond = perSecond;
  }

  /** Throws when it is too much, with how long to wait. */
  take(key: string): void {
    const now = this.#clock.monotonicNow();
    const known = this.#buckets.get(key) ?? { left: this.#burst, at: now };
    const gained = ((now - known.at) / 1_000) * this.#perSecond;
    const left = Math.min(this.#burst, known.left + gained);
    this.#buckets.delete(key);
    this.#buckets.set(key, { left: Math.max(left - 1, left < 1 ? left : 0), at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MOST_KEPT && oldest !== undefined) this.#buckets.delete(oldest);
    if (left >= 1) return;
    const retryAfterS = Math.ceil((1 - left) / this.#perSecond);
    throw new AppError('request.too-many', { details: { retryAfterS } });
  }
}
