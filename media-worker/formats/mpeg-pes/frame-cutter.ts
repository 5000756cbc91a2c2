import { AAC_SAMPLE_RATES } from '../../codecs/aac.ts';
import { MP3_HEADER_BYTES, mp3Header } from '../../codecs/mp3.ts';
import { concatBytes, copyBytes, u8 } from '../../media/bytes.ts';

const ADTS_HEADER_BYTES = 7;

/** Bytes of the frame at `offset`; 0: no frame starts here; `null`: more bytes are needed to tell. */
export type FrameBytes = (bytes: Uint8Array, offset: number) => number | null;

/** ISO/IEC 14496-3 §1.A.2.2; a reserved rate or a channel layout told elsewhere (0) is not taken. */
export const adtsFrameBytes: FrameBytes = (bytes, offset) => {
  if (bytes.length - offset < ADTS_HEADER_BYTES) return null;
  if (u8(bytes, offset) !== 0xff || (u8(bytes, offset + 1) & 0xf6) !== 0xf0) return 0;
  const third = u8(bytes, offset + 2);
  const fourth = u8(bytes, offset + 3);
  const channels = ((third & 1) << 2) | (fourth >> 6);
  if (((third >> 2) & 15) >= AAC_SAMPLE_RATES.length || channels === 0) return 0;
  const length = ((fourth & 3) << 11) | (u8(bytes, offset + 4) << 3) | (u8(bytes, offset + 5) >> 5);
  const header = u8(bytes, offset + 1) & 1 ? ADTS_HEADER_BYTES : ADTS_HEADER_BYTES + 2;
  return length > header ? length : 0;
};

export const mp3FrameBytes: FrameBytes = (bytes, offset) => {
  if (bytes.length - offset < MP3_HEADER_BYTES) return null;
  return mp3Header(bytes, offset)?.bytes ?? 0;
};

/** Cuts a run of self-delimiting audio frames; what is no frame is skipped and counted. Holds less than one frame. */
export class FrameCutter {
  skippedBytes = 0;
  readonly #frameBytes: FrameBytes;
  #pending: Uint8Array = new Uint8Array(0);

  constructor(frameBytes: FrameBytes) {
    this.#frameBytes = frameBytes;
  }

  /** Bytes of the frame that has begun. */
  get pending(): number {
    return this.#pending.length;
  }

  clear(): void {
    this.#pending = new Uint8Array(0);
  }

  /** Frames that became whole; views of `bytes` where they lie in it. */
  push(bytes: Uint8Array): Uint8Array[] {
    const joined = this.#pending.length === 0 ? bytes : concatBytes([this.#pending, bytes]);
    const frames: Uint8Array[] = [];
    let at = 0;
    while (at < joined.length) {
      const length = this.#frameBytes(joined, at);
      if (length === null || at + length > joined.length) break;
      if (length > 0) frames.push(joined.subarray(at, at + length));
      else this.skippedBytes += 1;
      at += Math.max(1, length);
    }
    this.#pending = copyBytes(joined, at);
    return frames;
  }
}
