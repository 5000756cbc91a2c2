// Movie fragments read: ISO/IEC 14496-12 §8.8.
import { MediaError } from '../../media/errors.ts';
import { boxAt, boxes, fullBoxReader, readU64 } from './box-reader.ts';
import type { SampleDefaults } from './movie.ts';

/** Ten seconds of 60 fps with 94 audio frames a second stay below 2,000. */
const MAX_SAMPLES = 100_000;

/** One sample: times in its track's ticks, `offset` counted like the fragment's own position. */
export type FragmentSample = {
  readonly trackId: number;
  readonly dts: number;
  readonly compositionOffset: number;
  readonly offset: number;
  readonly size: number;
};

const TFHD = {
  baseDataOffset: 0x1,
  description: 0x2,
  duration: 0x8,
  size: 0x10,
  flags: 0x20,
} as const;
const TRUN = {
  dataOffset: 0x1,
  firstFlags: 0x4,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  composition: 0x800,
} as const;

/** Samples of a fragment that starts at `position`; a track without `tfdt` goes on where `decodeTimes` says. @throws `malformed`, `overflow` */
export function fragmentSamples(
  moof: Uint8Array,
  position: number,
  defaults: ReadonlyMap<number, SampleDefaults>,
  decodeTimes: Map<number, number>,
): FragmentSample[] {
  const samples: FragmentSample[] = [];
  for (const { type, content } of boxes(moof))
    if (type === 'traf') readTrack(content, { position, defaults, decodeTimes, samples });
  return samples;
}

type Fragment = {
  readonly position: number;
  readonly defaults: ReadonlyMap<number, SampleDefaults>;
  readonly decodeTimes: Map<number, number>;
  readonly samples: FragmentSample[];
};

type Run = {
  readonly trackId: number;
  readonly base: number;
  readonly defaults: SampleDefaults;
  dts: number;
  offset: number;
};

function readTrack(traf: Uint8Array, fragment: Fragment): void {
  const header = boxAt(traf, 'tfhd');
  if (!header)
    throw new MediaError('malformed', 'a track fragment without header', {
      code: 'mp4.bad-fragment',
    });
  const { flags, reader } = fullBoxReader(header);
  const trackId = reader.u32();
  const base = flags & TFHD.baseDataOffset ? readU64(reader) : fragment.position;
  if (flags & TFHD.description) reader.skip(4);
  const known = fragment.defaults.get(trackId) ?? { duration: 0, size: 0 };
  const duration = flags & TFHD.duration ? reader.u32() : known.duration;
  const size = flags & TFHD.size ? reader.u32() : known.size;
  const dts = startTime(boxAt(traf, 'tfdt')) ?? fragment.decodeTimes.get(trackId) ?? 0;
  const run: Run = { trackId, base, defaults: { duration, size }, dts, offset: base };
  for (const { type, content } of boxes(traf))
    if (type === 'trun') readRun(content, run, fragment.samples);
  fragment.decodeTimes.set(trackId, run.dts);
}

function startTime(tfdt: Uint8Array | null): number | null {
  if (!tfdt) return null;
  const { version, reader } = fullBoxReader(tfdt);
  return version === 1 ? readU64(reader) : reader.u32();
}

function readRun(trun: Uint8Array, run: Run, samples: FragmentSample[]): void {
  const { flags, reader } = fullBoxReader(trun);
  const count = reader.u32();
  if (samples.length + count > MAX_SAMPLES)
    throw new MediaError('overflow', `a fragment of ${count} samples`, {
      code: 'mp4.bad-fragment',
    });
  if (flags & TRUN.dataOffset) run.offset = run.base + (reader.u32() | 0);
  if (flags & TRUN.firstFlags) reader.skip(4);
  for (let left = count; left > 0; left -= 1) {
    const duration = flags & TRUN.duration ? reader.u32() : run.defaults.duration;
    const size = flags & TRUN.size ? reader.u32() : run.defaults.size;
    if (flags & TRUN.flags) reader.skip(4);
    // Version 0 says unsigned; writers that need negative ones write them all the same.
    const compositionOffset = flags & TRUN.composition ? reader.u32() | 0 : 0;
    samples.push({
      trackId: run.trackId,
      dts: run.dts,
      compositionOffset,
      offset: run.offset,
      size,
    });
    run.dts += duration;
    run.offset += size;
  }
}
