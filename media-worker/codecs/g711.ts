// ITU-T G.711: one byte a sample, so a frame's duration is its length.
import type { SimpleAudioTrack } from '../media/track.ts';

/** A track of A-law (`a`) or µ-law (`u`) samples. */
export function g711Track(law: 'a' | 'u', sampleRate = 8000, channels = 1): SimpleAudioTrack {
  return {
    kind: 'audio',
    codec: law === 'a' ? 'g711a' : 'g711u',
    sampleRate,
    channels,
    codecString: law === 'a' ? 'alaw' : 'ulaw',
  };
}

/** An A-law byte as a 16-bit sample. */
export function alawSample(byte: number): number {
  const value = byte ^ 0x55;
  const exponent = (value >> 4) & 7;
  const mantissa = ((value & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return value & 0x80 ? magnitude : -magnitude;
}

/** A µ-law byte as a 16-bit sample. */
export function ulawSample(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + ULAW_BIAS) << ((value >> 4) & 7)) - ULAW_BIAS;
  return value & 0x80 ? -magnitude : magnitude;
}

const ULAW_BIAS = 0x84;
const ULAW_CLIP = 32_635;

function ulawByte(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), ULAW_CLIP) + ULAW_BIAS;
  const exponent = 31 - Math.clz32(magnitude >> 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

const ALAW_TO_ULAW = Uint8Array.from({ length: 256 }, (_, byte) => ulawByte(alawSample(byte)));

/** The same sound in the other law. */
export function alawToUlaw(samples: Uint8Array): Uint8Array {
  return samples.map((byte) => ALAW_TO_ULAW[byte] ?? 0);
}
