/** A camera on demand may need a sign-in, a description and a whole GOP before it shows anything. */
const FIRST_PICTURE_WITHIN_MS = 15_000;
const STALLED_AFTER_MS = 3_000;
const DEAD_AFTER_MS = 8_000;
const FPS_OVER_MS = 2_000;

export type FrameVerdict = 'waiting' | 'flowing' | 'stalled' | 'no-picture' | 'dead';

/** Judges a stream by the number of frames decoded so far. */
export class FrameWatch {
  #frames: number;
  #advancedAt: number;
  #started = false;
  #fpsFrom: { at: number; frames: number };
  #fps = 0;

  constructor(now: number, frames: number) {
    this.#frames = frames;
    this.#advancedAt = now;
    this.#fpsFrom = { at: now, frames };
  }

  /** At least one frame came. */
  get started(): boolean {
    return this.#started;
  }

  get fps(): number {
    return this.#fps;
  }

  observe(now: number, frames: number): FrameVerdict {
    this.#measure(now, frames);
    // A fresh source buffer may count from zero again.
    if (frames !== this.#frames) {
      const grew = frames > this.#frames;
      this.#frames = frames;
      if (grew) {
        this.#advancedAt = now;
        this.#started = true;
        return 'flowing';
      }
    }
    const silentMs = now - this.#advancedAt;
    if (!this.#started) return silentMs > FIRST_PICTURE_WITHIN_MS ? 'no-picture' : 'waiting';
    if (silentMs > DEAD_AFTER_MS) return 'dead';
    return silentMs > STALLED_AFTER_MS ? 'stalled' : 'waiting';
  }

  #measure(now: number, frames: number): void {
    const ms = now - this.#fpsFrom.at;
    if (ms < FPS_OVER_MS) return;
    this.#fps = Math.max(0, ((frames - this.#fpsFrom.frames) * 1000) / ms);
    this.#fpsFrom = { at: now, frames };
  }
}
