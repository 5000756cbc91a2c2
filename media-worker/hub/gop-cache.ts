import type { Frame } from '../media/frame.ts';
import type { Ticks90k } from '../media/ticks.ts';

/** 30 s of 25 fps video with 43 audio frames a second; cameras with longer GOPs join live instead. */
export const MAX_GOP_FRAMES = 2_048;
/** 8 s of a 16 Mbit/s 4K camera. */
export const MAX_GOP_BYTES = 16 * 1024 * 1024;

/**
 * The frames since the newest random access point, so that a picture can start at once. Holds nothing before the
 * first random access point, nothing of audio-only streams, and empties itself when a GOP outgrows its bounds.
 */
export class GopCache {
  #frames: Frame[] = [];
  #bytes = 0;

  get frames(): readonly Frame[] {
    return this.#frames;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Of the frame that came last; `null` while it is empty. */
  get newestPts(): Ticks90k | null {
    return this.#frames.at(-1)?.pts ?? null;
  }

  push(frame: Frame): void {
    if (frame.kind === 'video' && frame.randomAccess) this.clear();
    else if (this.#frames.length === 0) return;
    this.#frames.push(frame);
    this.#bytes += frameBytes(frame);
    if (this.#frames.length > MAX_GOP_FRAMES || this.#bytes > MAX_GOP_BYTES) this.clear();
  }

  clear(): void {
    this.#frames = [];
    this.#bytes = 0;
  }
}

/** Payload bytes of a frame. */
export function frameBytes(frame: Frame): number {
  if (frame.kind === 'audio') return frame.data.length;
  let bytes = 0;
  for (const unit of frame.nalus) bytes += unit.length;
  return bytes;
}
