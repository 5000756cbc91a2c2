import type { FileHandle } from 'node:fs/promises';
import { FlvDemuxer } from '../formats/flv/demuxer.ts';
import { boxAt, boxHead } from '../formats/fmp4/box-reader.ts';
import { Fmp4Demuxer } from '../formats/fmp4/demuxer.ts';
import { movieTracks } from '../formats/fmp4/movie.ts';
import { SampleFrames } from '../formats/fmp4/sample-frames.ts';
import { type TableSample, tableSamples } from '../formats/fmp4/sample-table.ts';
import { EventQueue } from '../formats/mpeg-pes/event-queue.ts';
import { PsDemuxer } from '../formats/mpeg-ps/demuxer.ts';
import { TsDemuxer } from '../formats/mpeg-ts/demuxer.ts';
import { u32 } from '../media/bytes.ts';
import { hexHead, MediaError } from '../media/errors.ts';
import type { StreamEvent } from '../media/frame.ts';
import type { Demuxer } from './demuxed-feed.ts';

const CHUNK_BYTES = 64 * 1024;
/** A day's tables of two tracks; more is no movie. */
const MAX_MOVIE_BYTES = 64 * 1024 * 1024;
/** Boxes before the movie box: free space, fragments of a file that has none. */
const MAX_TOP_BOXES = 1_000;
const PACK_START = 0x000001ba;
const FLV_SIGNATURE = 0x464c5600;
const TS_SYNC = 0x47;
const TS_PACKET_BYTES = 188;

/** All events of a media file, from its beginning, a piece at a time. @throws `unsupported` with `file.unknown-format`, `malformed` */
export async function* fileEvents(file: FileHandle): AsyncGenerator<StreamEvent[]> {
  const head = await readAt(file, 0, TS_PACKET_BYTES + 1);
  const demuxer = containerDemuxer(head);
  if (demuxer) {
    yield* streamed(file, demuxer);
    return;
  }
  const movie = await movieBox(file, head);
  const isFragmented = boxAt(movie, 'mvex') !== null;
  if (isFragmented) yield* streamed(file, new Fmp4Demuxer());
  else yield* sampled(file, movie);
}

function containerDemuxer(head: Uint8Array): Demuxer | null {
  if ((u32(head, 0) & 0xffffff00) === FLV_SIGNATURE) return new FlvDemuxer();
  if (u32(head, 0) === PACK_START) return new PsDemuxer();
  return head[0] === TS_SYNC && head[TS_PACKET_BYTES] === TS_SYNC ? new TsDemuxer() : null;
}

async function* streamed(file: FileHandle, demuxer: Demuxer): AsyncGenerator<StreamEvent[]> {
  for (let at = 0; ; at += CHUNK_BYTES) {
    const bytes = await readAt(file, at, CHUNK_BYTES);
    if (bytes.length > 0) yield demuxer.push(bytes);
    if (bytes.length < CHUNK_BYTES) break;
  }
  yield demuxer.flush?.() ?? [];
}

/** The movie box's content; it stands at the front or behind everything else. */
async function movieBox(file: FileHandle, head: Uint8Array): Promise<Uint8Array> {
  let at = 0;
  for (let count = 0; count < MAX_TOP_BOXES; count += 1) {
    const box = boxHead(await readAt(file, at, 16), 0);
    if (!box || (count === 0 && box.type !== 'ftyp')) break;
    if (box.type === 'moov') {
      if (box.end > MAX_MOVIE_BYTES)
        throw new MediaError('overflow', 'a movie box too large', { code: 'mp4.too-large' });
      return readAt(file, at + box.content, box.end - box.content);
    }
    at += box.end;
  }
  throw new MediaError('unsupported', 'neither MP4, FLV, MPEG-TS nor MPEG-PS', {
    code: 'file.unknown-format',
    step: 'describe',
    hex: hexHead(head),
  });
}

/** Both tracks' samples by their decode time, each read where it lies. */
async function* sampled(file: FileHandle, movie: Uint8Array): AsyncGenerator<StreamEvent[]> {
  const lanes = movieTracks(movie).map((track) => ({
    frames: new SampleFrames(track),
    samples: tableSamples(track.sampleTable),
  }));
  const queue = new EventQueue();
  for (const { frames } of lanes)
    if (frames.movieTrack.track.kind === 'video')
      queue.video = {
        get track() {
          return frames.videoTrack;
        },
      };
    else
      queue.audio = {
        get track() {
          return frames.audioTrack;
        },
      };
  const upcoming = lanes.map(({ frames, samples }) => ({ frames, samples, next: samples.next() }));
  for (;;) {
    const due = upcoming.filter(({ next }) => !next.done).sort((a, b) => dueAt(a) - dueAt(b))[0];
    if (!due || due.next.done) return;
    const { offset, size, ...times } = due.next.value;
    const data = await readAt(file, offset, size);
    if (data.length < size)
      throw new MediaError('malformed', 'the file ends early', { code: 'mp4.bad-table', offset });
    due.next = due.samples.next();
    queue.add(due.frames.take({ ...times, data }));
    yield queue.take();
  }
}

function dueAt({
  frames,
  next,
}: {
  frames: SampleFrames;
  next: IteratorResult<TableSample>;
}): number {
  return next.done ? Number.POSITIVE_INFINITY : frames.ticks(next.value.dts);
}

/** Fewer bytes than asked only at the file's end. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
