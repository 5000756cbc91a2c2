/** 20 ms of G.711 at 8 kHz. */
export const VOICE_FRAME_BYTES = 160;
export const VOICE_FRAME_MS = 20;
/** Voice is heard at most 300 ms after it came. */
const MOST_FRAMES = 15;
/** Room for the network to be uneven in: the first word waits for it, and a queue that is longer for a second is shortened. */
const WANTED_FRAMES = 3;
const LOOK_BACK_FRAMES = 50;

/** Voice between an uneven network and a device that wants a frame every 20 ms. Bounded: the oldest goes first. */
export class VoiceQueue {
  /** Frames that were too old to be said. */
  dropped = 0;
  readonly #frames: Uint8Array[] = [];
  #least = MOST_FRAMES;
  #taken = 0;
  /** Frames' times since the first of a spurt came; `null`: it is being said. */
  #waited: number | null = 0;

  /** The bytes are kept. */
  push(frame: Uint8Array): void {
    this.#frames.push(frame);
    if (this.#frames.length > MOST_FRAMES) this.#drop();
  }

  /** What is due now; `null` when nothing came in time, or more is waited for. */
  take(): Uint8Array | null {
    if (this.#waited !== null && !this.#begins(this.#waited)) return null;
    this.#least = Math.min(this.#least, this.#frames.length);
    this.#taken += 1;
    if (this.#taken === LOOK_BACK_FRAMES) {
      // After a stall everything would be late for ever: one frame a second is left out until it is not.
      if (this.#least > WANTED_FRAMES) this.#drop();
      this.#taken = 0;
      this.#least = MOST_FRAMES;
    }
    const frame = this.#frames.shift() ?? null;
    if (!frame) this.#waited = 0;
    return frame;
  }

  #begins(waited: number): boolean {
    const some = this.#frames.length > 0;
    const enough = this.#frames.length >= WANTED_FRAMES || waited >= WANTED_FRAMES;
    this.#waited = some && enough ? null : some ? waited + 1 : 0;
    return this.#waited === null;
  }

  #drop(): void {
    this.#frames.shift();
    this.dropped += 1;
  }
}
