// Movie fragments (moof, mdat): ISO/IEC 14496-12 §8.8.
import { lengthPrefixedSize, writeLengthPrefixed } from '../../codecs/nal-units.ts';
import { concatBytes } from '../../media/bytes.ts';
import type { Frame } from '../../media/frame.ts';
import { box, fullBox, u32s, u64 } from './boxes.ts';

/** sample_depends_on 2 (independent) */
const SYNC_SAMPLE = 0x0200_0000;
/** sample_depends_on 1, sample_is_non_sync_sample */
const OTHER_SAMPLE = 0x0101_0000;
/** data offset, duration, size, flags, composition offset each present */
const RUN_FLAGS = 0x000001 | 0x000100 | 0x000200 | 0x000400 | 0x000800;
const DEFAULT_BASE_IS_MOOF = 0x020000;
/** size, type, version and flags, sample count, data offset */
const RUN_HEADER_BYTES = 20;

/** One sample with its duration in 90 kHz ticks. */
export type Sample = { readonly frame: Frame; readonly duration: number };

function sampleBytes(frame: Frame): number {
  return frame.kind === 'video' ? lengthPrefixedSize(frame.nalus) : frame.data.length;
}

function run(samples: readonly Sample[], dataOffset: number): Uint8Array {
  const fields: number[] = [samples.length, dataOffset];
  for (const { frame, duration } of samples) {
    const sync = frame.kind === 'audio' || frame.randomAccess;
    const offset = frame.kind === 'video' ? frame.pts - frame.dts : 0;
    fields.push(duration, sampleBytes(frame), sync ? SYNC_SAMPLE : OTHER_SAMPLE, offset);
  }
  return fullBox('trun', 1, RUN_FLAGS, u32s(...fields));
}

function mediaData(samples: readonly Sample[]): Uint8Array {
  const out = new Uint8Array(samples.reduce((sum, { frame }) => sum + sampleBytes(frame), 8));
  out.set(u32s(out.length));
  out.set([0x6d, 0x64, 0x61, 0x74], 4);
  let at = 8;
  for (const { frame } of samples) {
    if (frame.kind === 'video') writeLengthPrefixed(frame.nalus, out, at);
    else out.set(frame.data, at);
    at += sampleBytes(frame);
  }
  return out;
}

/** A fragment of one track: `sequence` grows by one a fragment; samples in decode order, at least one. */
export function fragment(
  trackId: number,
  sequence: number,
  samples: readonly Sample[],
): Uint8Array {
  const first = samples[0]?.frame;
  const start = first?.kind === 'video' ? first.dts : (first?.pts ?? 0);
  const before = concatBytes([
    fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF, u32s(trackId)),
    fullBox('tfdt', 1, 0, u64(start)),
  ]);
  const sequenceHeader = fullBox('mfhd', 0, 0, u32s(sequence));
  const runBytes = RUN_HEADER_BYTES + samples.length * 16;
  const moofBytes = 8 + sequenceHeader.length + 8 + before.length + runBytes;
  const moof = box('moof', sequenceHeader, box('traf', before, run(samples, moofBytes + 8)));
  return concatBytes([moof, mediaData(samples)]);
}
