import { asMediaError } from '../hub/failure.ts';
import type { MediaError } from '../media/errors.ts';
import type { VideoFrame } from '../media/frame.ts';
import type { AudioTrack, VideoTrack } from '../media/track.ts';
import { type Silence, silenceInPlaceOf } from './silence.ts';
import type { SlateCard, SlateGop } from './slate-card.ts';
import type { SlateText } from './slate-drawing.ts';
import type { EncodedSize } from './video-encoder.ts';

/** A countdown changes once a second, whatever else does. */
const REDRAW_EVERY_MS = 950;

export type SlateReelOptions = {
  readonly size: EncodedSize;
  /** The sound that silence stands for; `null` where there was none. */
  readonly audio: AudioTrack | null;
  /** Of the pictures that the slate stands for. */
  readonly codec: VideoTrack['codec'];
  openCard(size: EncodedSize, codec: VideoTrack['codec']): Promise<SlateCard>;
};

/** The pictures of one outage: drawn and encoded beside the media path, taken one by one, over and over. */
export class SlateReel implements Disposable {
  /** Why there are no pictures. */
  failure: MediaError | null = null;
  silence: Silence | null = null;
  readonly #options: SlateReelOptions;
  #card: SlateCard | null = null;
  #gop: SlateGop | null = null;
  #newer: SlateGop | null = null;
  #position = 0;
  #wanted = '';
  #madeAt = Number.NEGATIVE_INFINITY;
  #busy = false;
  #open = true;

  constructor(options: SlateReelOptions) {
    this.#options = options;
  }

  /** Has a text drawn when it is another one and the one before is a second old. */
  show(text: SlateText, nowMs: number): void {
    const wanted = JSON.stringify(text);
    if (this.#busy || wanted === this.#wanted || nowMs - this.#madeAt < REDRAW_EVERY_MS) return;
    this.#wanted = wanted;
    this.#madeAt = nowMs;
    void this.#make(text);
  }

  /** The next picture, `null` before the first one is made; a newer text begins with a random access point. */
  next(): { readonly track: VideoTrack; readonly frame: VideoFrame } | null {
    if (this.#position === 0 && this.#newer) {
      this.#gop = this.#newer;
      this.#newer = null;
    }
    const frame = this.#gop?.frames[this.#position];
    if (!this.#gop || !frame) return null;
    this.#position = (this.#position + 1) % this.#gop.frames.length;
    return { track: this.#gop.track, frame };
  }

  [Symbol.dispose](): void {
    this.#open = false;
    if (!this.#busy) this.#card?.[Symbol.dispose]();
  }

  async #make(text: SlateText): Promise<void> {
    this.#busy = true;
    try {
      const { audio, size, codec, openCard } = this.#options;
      if (audio) this.silence ??= await silenceInPlaceOf(audio);
      this.#card ??= await openCard(size, codec);
      if (this.#open) this.#newer = await this.#card.gop(text);
    } catch (thrown) {
      this.failure = asMediaError(thrown);
    } finally {
      this.#busy = false;
      if (!this.#open) this.#card?.[Symbol.dispose]();
    }
  }
}
