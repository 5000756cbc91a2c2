import type { Frame } from 'node-av/lib';
import type { VideoFrame } from '../media/frame.ts';
import type { Track, VideoTrack } from '../media/track.ts';
import type { FrameQueue } from './frame-queue.ts';
import { VideoDecoder } from './video-decoder.ts';

/** Random access points in a row that cannot be decoded before one gives up. */
const MAX_BROKEN = 5;

/** Decodes what a queue brings, over changes of the track and over what is broken. Dispose it when no call is running. */
export class StreamDecoder implements Disposable {
  readonly #queue: FrameQueue;
  readonly #threads: number | undefined;
  #decoder: VideoDecoder | null = null;
  #broken = 0;

  /** @param threads as many as suit pictures of usual size where not said */
  constructor(queue: FrameQueue, threads?: number) {
    this.#queue = queue;
    this.#threads = threads;
  }

  get track(): VideoTrack | null {
    return this.#decoder?.track ?? null;
  }

  /** True when pictures are decoded anew from here on. @throws FFmpegError */
  async take(tracks: readonly Track[]): Promise<boolean> {
    const video = tracks.find((track) => track.kind === 'video');
    if (!video || video === this.#decoder?.track) return false;
    this.#decoder?.[Symbol.dispose]();
    this.#decoder = null;
    this.#decoder = await VideoDecoder.open(video, this.#threads);
    return true;
  }

  /** The caller frees the pictures; a broken one yields none. @throws FFmpegError when too many were broken in a row */
  async decode(frame: VideoFrame): Promise<Frame[]> {
    try {
      const pictures = (await this.#decoder?.decode(frame)) ?? [];
      if (pictures.length > 0) this.#broken = 0;
      return pictures;
    } catch (thrown) {
      this.#broken += 1;
      if (this.#broken >= MAX_BROKEN) throw thrown;
      this.#decoder?.reset();
      this.#queue.skipToRandomAccess();
      return [];
    }
  }

  [Symbol.dispose](): void {
    this.#decoder?.[Symbol.dispose]();
  }
}
