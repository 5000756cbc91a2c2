/** Gaps between frames that are looked at before a movement is called slow. */
const LOOK_FRAMES = 6;
/** 30 frames a second: below that a drag no longer follows the hand. */
const SLOW_GAP_MS = 34;
/** Half the width and half the height: a quarter of the pixels. */
const COARSE = 0.5;
/** So long it is known that this computer is slow here; then a movement shows it again. */
const KNOWN_FOR_MS = 60_000;
/** How long the map must stand still to be drawn whole: turns of a wheel come with pauses. */
const REST_MS = 200;

export type MotionStage = {
  /** Draws the map now, at this share of the screen's resolution. */
  draw(share: number): void;
  requestFrame(run: (now: number) => void): number;
  cancelFrame(frame: number): void;
};

/**
 * While the map moves on a computer too slow to draw it whole, it is drawn coarser, and sharp again at rest. Without a
 * graphics card the time a frame takes is that of its pixels: with a quarter of them the map moves two to three times as
 * smoothly, and clicks are heard sooner.
 */
export class MotionResolution implements Disposable {
  readonly #stage: MotionStage;
  #frame: number | null = null;
  #rest: ReturnType<typeof setTimeout> | null = null;
  #last: number | null = null;
  #gaps: number[] = [];
  #slowUntil = Number.NEGATIVE_INFINITY;
  #coarse = false;

  constructor(stage: MotionStage) {
    this.#stage = stage;
  }

  started(): void {
    if (this.#rest !== null) clearTimeout(this.#rest);
    this.#rest = null;
    this.#last = null;
    this.#gaps = [];
    if (!this.#coarse) this.#frame ??= this.#stage.requestFrame(this.#look);
  }

  ended(): void {
    this.#stopLooking();
    if (!this.#coarse) return;
    if (this.#rest !== null) clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#coarse = false;
      this.#stage.draw(1);
    }, REST_MS);
  }

  [Symbol.dispose](): void {
    this.#stopLooking();
    if (this.#rest !== null) clearTimeout(this.#rest);
  }

  /** The screen's own frames count, not the map's: a hand that pauses is not a slow computer. */
  readonly #look = (now: number): void => {
    this.#frame = null;
    if (this.#last !== null) this.#gaps.push(now - this.#last);
    this.#last = now;
    if (this.#gaps.length > LOOK_FRAMES) this.#gaps.shift();
    if (this.#gaps.length === LOOK_FRAMES && median(this.#gaps) > SLOW_GAP_MS)
      this.#slowUntil = now + KNOWN_FOR_MS;
    if (now >= this.#slowUntil) {
      this.#frame = this.#stage.requestFrame(this.#look);
      return;
    }
    this.#coarse = true;
    this.#stage.draw(COARSE);
  };

  #stopLooking(): void {
    if (this.#frame !== null) this.#stage.cancelFrame(this.#frame);
    this.#frame = null;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
