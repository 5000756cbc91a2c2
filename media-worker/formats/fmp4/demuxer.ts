// Fragmented MP4 as a stream of bytes: ISO/IEC 14496-12, CMAF (23000-19).
import { concatBytes, copyBytes } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';
import type { StreamEvent } from '../../media/frame.ts';
import { EventQueue } from '../mpeg-pes/event-queue.ts';
import { type BoxHead, boxHead } from './box-reader.ts';
import { type FragmentSample, fragmentSamples } from './fragment-reader.ts';
import { movieTracks, type SampleDefaults, sampleDefaults } from './movie.ts';
import { SampleFrames } from './sample-frames.ts';

/** Ten seconds of 25 Mbit/s. */
const MAX_FRAGMENT_BYTES = 32 * 1024 * 1024;
/** Box types whose whole content is read; everything else is passed over without being kept. */
const READ: readonly string[] = ['moov', 'moof', 'mdat'];

/**
 * Reads fragmented MP4 in any pieces. Frames come when their fragment's data are all there, in decode order over both
 * tracks, on the file's own timeline. After a throw the demuxer is of no further use.
 */
export class Fmp4Demuxer {
  readonly #queue = new EventQueue();
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #needed = 0;
  #skip = 0;
  /** Where the first pending byte stands in the stream. */
  #position = 0;
  #tracks = new Map<number, SampleFrames>();
  #defaults = new Map<number, SampleDefaults>();
  readonly #decodeTimes = new Map<number, number>();
  #samples: readonly FragmentSample[] = [];

  /** Copies `bytes`. @throws `malformed`, `unsupported`, `overflow` */
  push(bytes: Uint8Array): StreamEvent[] {
    this.#pending.push(copyBytes(bytes));
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes >= this.#needed) this.#read();
    return this.#queue.take();
  }

  #read(): void {
    const all = concatBytes(this.#pending);
    let at = 0;
    for (;;) {
      const skipped = Math.min(this.#skip, all.length - at);
      this.#skip -= skipped;
      at += skipped;
      const head = boxHead(all, at);
      if (!head) break;
      if (!READ.includes(head.type)) {
        this.#skip = head.end - head.start;
        continue;
      }
      if (head.end - head.start > MAX_FRAGMENT_BYTES)
        throw new MediaError('overflow', `${head.type} of ${head.end - head.start} bytes`, {
          code: 'mp4.too-large',
        });
      this.#needed = head.end - at;
      if (head.end > all.length) break;
      this.#box(head, all);
      this.#needed = 0;
      at = head.end;
    }
    this.#position += at;
    this.#pending = [all.subarray(at)];
    this.#pendingBytes = all.length - at;
  }

  #box({ type, start, content, end }: BoxHead, all: Uint8Array): void {
    const bytes = all.subarray(content, end);
    if (type === 'moov') this.#movie(bytes);
    else if (type === 'moof')
      this.#samples = fragmentSamples(
        bytes,
        this.#position + start,
        this.#defaults,
        this.#decodeTimes,
      );
    else this.#data(bytes, this.#position + content);
  }

  #movie(moov: Uint8Array): void {
    const frames = movieTracks(moov).map((one) => new SampleFrames(one));
    this.#tracks = new Map(frames.map((one) => [one.movieTrack.id, one]));
    this.#defaults = sampleDefaults(moov);
    this.#queue.video = trackful(frames, (one) => one.videoTrack);
    this.#queue.audio = trackful(frames, (one) => one.audioTrack);
    this.#queue.renew();
  }

  /** `position`: where `data` stands in the stream. */
  #data(data: Uint8Array, position: number): void {
    const due: { at: number; sample: FragmentSample; frames: SampleFrames }[] = [];
    for (const sample of this.#samples) {
      const frames = this.#tracks.get(sample.trackId);
      if (frames) due.push({ at: frames.ticks(sample.dts), sample, frames });
    }
    this.#samples = [];
    due.sort((a, b) => a.at - b.at);
    for (const { sample, frames } of due) {
      const from = sample.offset - position;
      if (from < 0 || from + sample.size > data.length)
        throw new MediaError('malformed', 'a sample lies outside its fragment', {
          code: 'mp4.bad-fragment',
        });
      this.#queue.add(frames.take({ ...sample, data: data.subarray(from, from + sample.size) }));
    }
  }
}

function trackful<T>(
  frames: readonly SampleFrames[],
  of: (one: SampleFrames) => T | null,
): { readonly track: T | null } | null {
  const owner = frames.find((one) => of(one) !== null);
  if (!owner) return null;
  return {
    get track() {
      return of(owner);
    },
  };
}
