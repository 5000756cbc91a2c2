import { TICKS_PER_SECOND, type Ticks90k, ticks90k } from './ticks.ts';

/** A step larger than this is a jump (camera restarted, encoder reset), not the passing of time. */
const MAX_STEP_SECONDS = 10;
/** What a jump is replaced by: about one frame, so that players neither stall nor see time go back. */
const STEP_AFTER_JUMP_SECONDS = 0.04;

export type TimelineOptions = {
  /** Ticks a second of the incoming clock: 90000 for video over RTP, 1000 for RTMP. */
  readonly clockRate: number;
  /** Width at which the incoming clock wraps: 32 for RTP and RTMP, 33 for MPEG-TS and PS. */
  readonly bits?: number;
  /** Where the first timestamp lands, 0 by default. */
  readonly startAt?: Ticks90k;
};

/**
 * Turns a source's wrapping timestamps into 90 kHz ticks that start at `startAt`, once; nothing after it sees wraps,
 * jumps or clock rates. Small steps back (audio beside video, B-frames) stay as they are; never below `startAt`
 * by more than the source itself goes back.
 */
export class Timeline {
  readonly #clockRate: number;
  readonly #modulus: number;
  readonly #maxStep: number;
  #anchor: Ticks90k;
  #elapsed = 0;
  #lastRaw: number | null = null;
  #jumps = 0;

  constructor({ clockRate, bits = 32, startAt = ticks90k(0) }: TimelineOptions) {
    this.#clockRate = clockRate;
    this.#modulus = 2 ** bits;
    this.#maxStep = MAX_STEP_SECONDS * clockRate;
    this.#anchor = startAt;
  }

  /** How often the incoming clock jumped. */
  get jumps(): number {
    return this.#jumps;
  }

  /** The moment `raw` stands for. Total: every integer gives a tick. */
  place(raw: number): Ticks90k {
    const step = this.#lastRaw === null ? 0 : this.#signedStep(raw, this.#lastRaw);
    this.#lastRaw = raw;
    if (Math.abs(step) > this.#maxStep) {
      this.#jumps += 1;
      this.#elapsed += Math.round(STEP_AFTER_JUMP_SECONDS * this.#clockRate);
    } else this.#elapsed += step;
    return ticks90k(this.#anchor + (this.#elapsed * TICKS_PER_SECOND) / this.#clockRate);
  }

  /** The shortest way from `from` to `to` around the clock. */
  #signedStep(to: number, from: number): number {
    const forward = (((to - from) % this.#modulus) + this.#modulus) % this.#modulus;
    return forward > this.#modulus / 2 ? forward - this.#modulus : forward;
  }
}
