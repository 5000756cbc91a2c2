// AudioSpecificConfig of ISO/IEC 14496-3 §1.6.2.1 and the ADTS header of §1.A.2.2.
import { BitReader } from '../media/bit-reader.ts';
import { copyBytes, u8 } from '../media/bytes.ts';
import { MediaError } from '../media/errors.ts';
import type { AacTrack } from '../media/track.ts';

/** samplingFrequencyIndex → Hz. */
export const AAC_SAMPLE_RATES: readonly number[] = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
  7_350,
];
const EXPLICIT_RATE = 15;
const CHANNELS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 8];
/** Object types 5 and 29 announce SBR and PS; the core's rate then comes again. */
const SBR = 5;
const PARAMETRIC_STEREO = 29;
/** A config with a program config element stays well below this. */
const MAX_CONFIG_BYTES = 64;
/** Samples in one AAC frame (frameLengthFlag 0). */
export const AAC_FRAME_SAMPLES = 1024;
const ADTS_HEADER_BYTES = 7;

/** The track an AudioSpecificConfig describes; copies it. @throws `malformed` */
export function aacTrack(config: Uint8Array): AacTrack {
  if (config.length < 2 || config.length > MAX_CONFIG_BYTES)
    throw new MediaError('malformed', 'AudioSpecificConfig has an impossible length');
  const bits = new BitReader(config);
  const objectType = readObjectType(bits);
  const sampleRate = readRate(bits);
  const channels = CHANNELS[bits.bits(4)] ?? 0;
  const extended = objectType === SBR || objectType === PARAMETRIC_STEREO;
  return {
    kind: 'audio',
    codec: 'aac',
    config: copyBytes(config),
    sampleRate: extended ? readRate(bits) : sampleRate,
    channels: channels === 0 ? 2 : channels,
    codecString: `mp4a.40.${objectType}`,
  };
}

/** The two-byte AudioSpecificConfig for a plain AAC stream. @throws `unsupported` for a rate that has no index */
export function aacConfig(objectType: number, sampleRate: number, channels: number): Uint8Array {
  const rateIndex = AAC_SAMPLE_RATES.indexOf(sampleRate);
  const channelIndex = CHANNELS.indexOf(channels);
  if (rateIndex < 0 || channelIndex < 1)
    throw new MediaError('unsupported', `AAC at ${sampleRate} Hz with ${channels} channels`);
  return Uint8Array.of(
    (objectType << 3) | (rateIndex >> 1),
    ((rateIndex & 1) << 7) | (channelIndex << 3),
  );
}

export type AdtsFrame = { readonly config: Uint8Array; readonly data: Uint8Array };

/** Splits bytes that hold whole ADTS frames; data are views. @throws `malformed` */
export function splitAdts(bytes: Uint8Array): AdtsFrame[] {
  const frames: AdtsFrame[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (bytes.length - offset < ADTS_HEADER_BYTES || !isAdts(bytes, offset))
      throw new MediaError('malformed', 'ADTS header missing', { offset });
    const b2 = u8(bytes, offset + 2);
    const b3 = u8(bytes, offset + 3);
    const length = ((b3 & 3) << 11) | (u8(bytes, offset + 4) << 3) | (u8(bytes, offset + 5) >> 5);
    const header = (u8(bytes, offset + 1) & 1) === 1 ? ADTS_HEADER_BYTES : ADTS_HEADER_BYTES + 2;
    if (length < header || offset + length > bytes.length)
      throw new MediaError('malformed', `ADTS frame of ${length} bytes does not fit`, { offset });
    const rate = AAC_SAMPLE_RATES[(b2 >> 2) & 15] ?? 0;
    const channels = CHANNELS[((b2 & 1) << 2) | (b3 >> 6)] ?? 0;
    frames.push({
      config: aacConfig((b2 >> 6) + 1, rate, channels),
      data: bytes.subarray(offset + header, offset + length),
    });
    offset += length;
  }
  return frames;
}

/** The 7-byte ADTS header for one frame of `length` bytes. */
export function adtsHeader(track: AacTrack, length: number): Uint8Array {
  const profile = (u8(track.config, 0) >> 3) - 1;
  const rateIndex = ((u8(track.config, 0) & 7) << 1) | (u8(track.config, 1) >> 7);
  const channels = (u8(track.config, 1) >> 3) & 15;
  const total = length + ADTS_HEADER_BYTES;
  return Uint8Array.of(
    0xff,
    0xf1,
    (profile << 6) | (rateIndex << 2) | (channels >> 2),
    ((channels & 3) << 6) | (total >> 11),
    total >> 3,
    ((total & 7) << 5) | 0x1f,
    0xfc,
  );
}

function isAdts(bytes: Uint8Array, offset: number): boolean {
  return u8(bytes, offset) === 0xff && (u8(bytes, offset + 1) & 0xf6) === 0xf0;
}

function readObjectType(bits: BitReader): number {
  const type = bits.bits(5);
  return type === 31 ? 32 + bits.bits(6) : type;
}

function readRate(bits: BitReader): number {
  const index = bits.bits(4);
  const rate = index === EXPLICIT_RATE ? bits.bits(24) : (AAC_SAMPLE_RATES[index] ?? 0);
  if (rate < 1) throw new MediaError('malformed', 'AudioSpecificConfig has no sample rate');
  return rate;
}
