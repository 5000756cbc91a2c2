import { type Ticks90k, ticks90k } from '../media/ticks.ts';

/** B-frame structures of cameras span at most a few frames; a longer step back is a jump, not reordering. */
const MAX_REORDER_TICKS = 90_000;

/**
 * RTP carries presentation times only. Without B-frames they are the decode times; the first frame that goes back
 * shows how much reordering there is, and from then on decode times run that much earlier. Never decreasing.
 */
export class DecodeTimes {
  #delay = 0;
  #last = Number.NEGATIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;

  place(pts: Ticks90k): Ticks90k {
    const back = this.#highest - pts;
    if (back > 0 && back < MAX_REORDER_TICKS) this.#delay = Math.max(this.#delay, back);
    this.#highest = Math.max(this.#highest, pts);
    if (back >= MAX_REORDER_TICKS) this.#highest = pts;
    const wished = pts - this.#delay;
    this.#last = this.#last - wished > MAX_REORDER_TICKS ? wished : Math.max(this.#last, wished);
    return ticks90k(this.#last);
  }
}
