// profile-level-id of RFC 6184 §8.1: which offered profile a decoder needs for a stream.
import { u8 } from '../../media/bytes.ts';
import type { OfferedFormat } from './offer.ts';

const BASELINE = 0x42;
const MAIN = 0x4d;
const HIGH = 0x64;
/** Constraint flag 1: Baseline without what Main lacks, so that every decoder reads it. */
const CONSTRAINT_SET_1 = 0x40;

/** A decoder of one profile reads those of lower rank. */
const RANK = { high: 3, main: 2, 'constrained-baseline': 1 } as const;
type Profile = keyof typeof RANK | 'baseline' | 'other';

function profileOf(idc: number, constraints: number): Profile {
  if (idc === HIGH) return 'high';
  if (idc === MAIN) return 'main';
  if (idc === BASELINE) return constraints & CONSTRAINT_SET_1 ? 'constrained-baseline' : 'baseline';
  return 'other';
}

/** Absent: Baseline, level 1 (RFC 6184 §8.1). */
function offeredProfile({ parameters }: OfferedFormat): Profile {
  const id = Number.parseInt(parameters.get('profile-level-id') ?? '42000a', 16);
  return profileOf((id >> 16) & 0xff, (id >> 8) & 0xff);
}

function rank(profile: Profile): number {
  return profile === 'baseline' || profile === 'other' ? 0 : RANK[profile];
}

function covers(decoder: Profile, stream: Profile): boolean {
  if (stream === 'constrained-baseline') return decoder !== 'other';
  return rank(stream) > 0 && rank(decoder) > rank(stream);
}

/**
 * The offered H.264 format for a stream with this SPS: its own profile, else one whose decoder reads it too, else any.
 * The last because browsers name fewer profiles than their decoders read; a picture that stays away costs less there
 * than refusing one that would have come. `null` without packetization-mode 1.
 */
export function h264Format(
  formats: readonly OfferedFormat[],
  sps: Uint8Array,
): OfferedFormat | null {
  const stream = profileOf(u8(sps, 1), u8(sps, 2));
  const usable = formats.filter(
    ({ encoding, parameters }) =>
      encoding === 'H264' && parameters.get('packetization-mode') === '1',
  );
  return (
    usable.find((format) => offeredProfile(format) === stream) ??
    usable.find((format) => covers(offeredProfile(format), stream)) ??
    usable[0] ??
    null
  );
}
