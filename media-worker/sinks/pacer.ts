import { performance } from 'node:perf_hooks';

export type PacerOptions = {
  /** Never more often than this: 0 for lowest delay, 350 for most viewers. */
  readonly minIntervalMs: number;
};

/** Up to this many viewers every frame is written at once: at 68 tags a second that is under a tenth of a core. */
const IMMEDIATE_VIEWERS = 100;
/** Two writes in three pictures at 25 fps, sound goes along: the most that keeps the 99th percentile below 50 ms. */
const MAX_CALM_INTERVAL_MS = 60;
const CALM_MS_PER_VIEWER = 0.06;
/** When the event loop is this busy, batches widen until it is not. */
const BUSY = 0.85;
const RELAXED = 0.6;
const WIDEN = 1.5;
const MAX_INTERVAL_MS = 400;
/** Beyond this the interval is at its maximum anyway; more would only take longer to come back from. */
const MAX_WIDENING = 12;
const LOOK_EVERY_MS = 500;

/** Decides for the whole process how long a batch lasts, from the number of viewers and how busy the loop is. */
export class Pacer implements Disposable {
  #viewers = 0;
  #widening = 1;
  #last = performance.eventLoopUtilization();
  readonly #minIntervalMs: number;
  readonly #timer: NodeJS.Timeout;

  constructor({ minIntervalMs }: PacerOptions) {
    this.#minIntervalMs = minIntervalMs;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  get viewers(): number {
    return this.#viewers;
  }

  joined(): void {
    this.#viewers += 1;
  }

  left(): void {
    this.#viewers -= 1;
  }

  /** 0: write every tag at once. */
  get intervalMs(): number {
    if (this.#viewers <= IMMEDIATE_VIEWERS && this.#widening === 1) return this.#minIntervalMs;
    const calm = Math.min(MAX_CALM_INTERVAL_MS, this.#viewers * CALM_MS_PER_VIEWER);
    return Math.min(MAX_INTERVAL_MS, Math.max(this.#minIntervalMs, calm * this.#widening));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#last);
    this.#last = now;
    if (utilization > BUSY) this.#widening = Math.min(MAX_WIDENING, this.#widening * WIDEN);
    else if (utilization < RELAXED) this.#widening = Math.max(1, this.#widening / WIDEN);
  }
}
