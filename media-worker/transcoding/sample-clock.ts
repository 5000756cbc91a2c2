import { TICKS_PER_SECOND, type Ticks90k, ticks90k } from '../media/ticks.ts';

/** A step larger than this is a gap, not the way timestamps wobble: it is taken over at once. */
const MAX_WOBBLE_TICKS = 3_600;
/** What a frame may add to follow a clock that runs a little faster or slower than its samples say. */
const MAX_NUDGE_TICKS = 18;

/**
 * Says when a sample of a run of sound is due. Counts samples, since timestamps wobble, and follows the timestamps
 * slowly, since a camera's sample clock drifts away from them: sound stays beside its picture for days.
 */
export class SampleClock {
  readonly #rate: number;
  #anchor: number | null = null;
  #written = 0;

  constructor(rate: number) {
    this.#rate = rate;
  }

  /** `samples` were made of a frame that starts at `pts`, while the resampler still held `held` of those before. */
  wrote(pts: number, samples: number, held = 0): void {
    const expected = this.#anchor === null ? pts : this.at(this.#written + held);
    const error = pts - expected;
    if (this.#anchor === null) this.#anchor = pts;
    else if (Math.abs(error) > MAX_WOBBLE_TICKS) this.#anchor += error;
    else this.#anchor += Math.max(-MAX_NUDGE_TICKS, Math.min(MAX_NUDGE_TICKS, error));
    this.#written += samples;
  }

  /** When the sample with this number, counted from the first, is due. May lie before the first: encoders begin earlier. */
  at(sample: number): Ticks90k {
    return ticks90k((this.#anchor ?? 0) + (sample * TICKS_PER_SECOND) / this.#rate);
  }
}
