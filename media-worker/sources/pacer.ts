import type { StreamEvent } from '../media/frame.ts';
import { ticksToMs } from '../media/ticks.ts';
import type { Clock } from '../platform/clock.ts';
import { type DemuxedFeed, decodeTime } from './demuxed-feed.ts';

/** Not worth a timer of its own. */
const SLACK_MS = 5;
/** Behind by more than this: what was missed is not caught up in one burst, time goes on from here. */
const MAX_LATE_MS = 2_000;

/** Gives frames that came faster than they are to be shown (files, segments) at the speed of their own time. */
export class Pacer {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  /** Monotonic time of tick 0. */
  #zeroMs: number | null = null;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Resolves when all were told. Rejects with the signal's reason. */
  async play(events: readonly StreamEvent[], feed: DemuxedFeed): Promise<void> {
    for (const event of events) {
      const placed = feed.place(event);
      if (placed.type === 'frame') await this.#until(ticksToMs(decodeTime(placed.frame)));
      feed.tell(placed);
    }
  }

  async #until(dueMs: number): Promise<void> {
    this.#signal.throwIfAborted();
    const now = this.#clock.monotonicNow();
    this.#zeroMs ??= now - dueMs;
    const earlyMs = this.#zeroMs + dueMs - now;
    if (earlyMs < -MAX_LATE_MS) this.#zeroMs = now - dueMs;
    if (earlyMs > SLACK_MS) await this.#clock.sleep(earlyMs, this.#signal);
  }
}
