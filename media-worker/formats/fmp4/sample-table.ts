// Where the samples of a recorded movie lie and when they are due: ISO/IEC 14496-12 §8.6.1, §8.7.
import { MAX_ACCESS_UNIT_BYTES } from '../../codecs/nal-units.ts';
import { u32 } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';
import { boxAt } from './box-reader.ts';

/** A day of 60 fps. */
const MAX_SAMPLES = 24 * 3_600 * 60;
/** Version, flags and entry count. */
const HEADER_BYTES = 8;

/** One sample: times in its track's ticks, `offset` counted from the file's beginning. */
export type TableSample = {
  readonly dts: number;
  readonly compositionOffset: number;
  readonly offset: number;
  readonly size: number;
};

/** The samples of one track in decode order, made one after the other. @throws `malformed`, `overflow` with `mp4.bad-table` */
export function* tableSamples(sampleTable: Uint8Array): Generator<TableSample> {
  const durations = new Runs(boxAt(sampleTable, 'stts'));
  const compositions = new Runs(boxAt(sampleTable, 'ctts'));
  const sizes = sampleSizes(sampleTable);
  const offsets = chunkOffsets(sampleTable);
  const perChunk = chunkLengths(sampleTable, offsets.count);
  let sample = 0;
  let dts = 0;
  for (let chunk = 0; chunk < offsets.count && sample < sizes.count; chunk += 1) {
    let offset = offsets.at(chunk);
    const count = perChunk(chunk);
    for (let index = 0; index < count && sample < sizes.count; index += 1) {
      const size = sizes.at(sample);
      if (size > MAX_ACCESS_UNIT_BYTES) throw broken(`a sample of ${size} bytes`);
      yield { dts, compositionOffset: compositions.next() | 0, offset, size };
      dts += durations.next();
      offset += size;
      sample += 1;
    }
  }
}

/** Run-length coded values, one at a time; the last goes on without end, an absent box says 0. */
class Runs {
  readonly #box: Uint8Array | null;
  readonly #entries: number;
  #entry = 0;
  #left = 0;
  #value = 0;

  constructor(box: Uint8Array | null) {
    this.#box = box;
    this.#entries = box ? entryCount(box, 8) : 0;
  }

  next(): number {
    while (this.#box && this.#left === 0 && this.#entry < this.#entries) {
      this.#left = u32(this.#box, HEADER_BYTES + this.#entry * 8);
      this.#value = u32(this.#box, HEADER_BYTES + this.#entry * 8 + 4);
      this.#entry += 1;
    }
    this.#left = Math.max(0, this.#left - 1);
    return this.#value;
  }
}

type Column = { readonly count: number; at(index: number): number };

function sampleSizes(sampleTable: Uint8Array): Column {
  const box = boxAt(sampleTable, 'stsz');
  if (!box || box.length < HEADER_BYTES + 4) throw broken('no sample sizes');
  const same = u32(box, 4);
  const count = u32(box, 8);
  if (count > MAX_SAMPLES || (same === 0 && HEADER_BYTES + 4 + count * 4 > box.length))
    throw broken(`${count} samples`);
  return { count, at: (index) => (same === 0 ? u32(box, HEADER_BYTES + 4 + index * 4) : same) };
}

function chunkOffsets(sampleTable: Uint8Array): Column {
  const narrow = boxAt(sampleTable, 'stco');
  if (narrow)
    return { count: entryCount(narrow, 4), at: (index) => u32(narrow, HEADER_BYTES + index * 4) };
  const wide = boxAt(sampleTable, 'co64');
  if (!wide) throw broken('no chunk offsets');
  const high = (index: number) => u32(wide, HEADER_BYTES + index * 8) * 2 ** 32;
  return {
    count: entryCount(wide, 8),
    at: (index) => high(index) + u32(wide, HEADER_BYTES + index * 8 + 4),
  };
}

/** Samples in the n-th chunk, asked in order: each entry holds up to the next one's first chunk. */
function chunkLengths(sampleTable: Uint8Array, chunks: number): (chunk: number) => number {
  const box = boxAt(sampleTable, 'stsc');
  const entries = box ? entryCount(box, 12) : 0;
  if (!box || (entries === 0 && chunks > 0)) throw broken('no chunk lengths');
  let entry = 0;
  const firstChunk = (index: number) => u32(box, HEADER_BYTES + index * 12) - 1;
  return (chunk) => {
    while (entry + 1 < entries && firstChunk(entry + 1) <= chunk) entry += 1;
    return u32(box, HEADER_BYTES + entry * 12 + 4);
  };
}

function entryCount(box: Uint8Array, entryBytes: number): number {
  const count = u32(box, 4);
  if (HEADER_BYTES + count * entryBytes > box.length) throw broken(`${count} entries do not fit`);
  return count;
}

function broken(what: string): MediaError {
  return new MediaError('malformed', `the sample table is broken: ${what}`, {
    code: 'mp4.bad-table',
  });
}
