// MPEG audio layer III frame headers: ISO/IEC 11172-3 §2.4.1.3 and its extension to low rates, 13818-3 §2.4.
import { u8 } from '../media/bytes.ts';
import type { SimpleAudioTrack } from '../media/track.ts';

/** What a layer III frame header says. */
export type Mp3Header = {
  readonly sampleRate: number;
  readonly channels: number;
  /** Header included. */
  readonly bytes: number;
  /** Samples per channel in the frame. */
  readonly samples: number;
};

export const MP3_HEADER_BYTES = 4;
const RATES = [44_100, 48_000, 32_000];
const KILOBITS_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KILOBITS_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/** Version bits: 3 is MPEG-1, 2 is MPEG-2 (half the rate), 0 is MPEG-2.5 (a quarter). */
const RATE_DIVISORS: Readonly<Record<number, number>> = { 3: 1, 2: 2, 0: 4 };
const LAYER_3 = 1;
const MONO = 3;

/** The frame header at `offset`, `null` when there is none of layer III. Total. */
export function mp3Header(bytes: Uint8Array, offset: number): Mp3Header | null {
  const second = u8(bytes, offset + 1);
  const third = u8(bytes, offset + 2);
  const divisor = RATE_DIVISORS[(second >> 3) & 3];
  if (u8(bytes, offset) !== 0xff || second >> 5 !== 7 || ((second >> 1) & 3) !== LAYER_3)
    return null;
  const rate = RATES[(third >> 2) & 3];
  if (!divisor || !rate) return null;
  const kilobits = (divisor === 1 ? KILOBITS_1 : KILOBITS_2)[third >> 4];
  if (!kilobits) return null; // free format and the forbidden 15
  const sampleRate = rate / divisor;
  const samples = divisor === 1 ? 1152 : 576;
  const padding = (third >> 1) & 1;
  return {
    sampleRate,
    samples,
    channels: u8(bytes, offset + 3) >> 6 === MONO ? 1 : 2,
    bytes: Math.floor((samples * kilobits * 125) / sampleRate) + padding,
  };
}

/** The track these frames make. */
export function mp3Track({ sampleRate, channels }: Mp3Header): SimpleAudioTrack {
  return { kind: 'audio', codec: 'mp3', sampleRate, channels, codecString: 'mp3' };
}
