import type { Frame } from 'node-av/lib';
import type { MediaError } from '../media/errors.ts';
import type { AudioFrame, StreamEvent, VideoFrame } from '../media/frame.ts';
import { msToTicks, TICKS_PER_SECOND } from '../media/ticks.ts';
import type { AudioTrack, Track } from '../media/track.ts';
import { FrameQueue } from './frame-queue.ts';
import { openEncoder } from './h264-encoders.ts';
import { StreamDecoder } from './stream-decoder.ts';
import { asTranscodeError } from './transcode-error.ts';
import { type EncodedSize, GOP_SECONDS, type VideoEncoder } from './video-encoder.ts';
import type { Height } from './wanted.ts';

/** Pictures older than this beside the newest are decoded, since others need them, but not encoded: half a second. */
const STALE_TICKS = TICKS_PER_SECOND / 2;
/** Sound waits for its picture, but not for ever: 10 s of 20 ms. */
const MAX_HELD_AUDIO = 500;

export type VideoTranscoderOptions = {
  /** Highest picture that comes out; `null`: as it is. */
  readonly height: Height | null;
  tell(event: StreamEvent): void;
  failed(error: MediaError): void;
  /** Pictures that were not transcoded, since there was no time. */
  dropped(pictures: number): void;
};

/** The size a picture is scaled to: never up, and even, since the chroma planes are half as large. */
export function scaledSize(picture: EncodedSize, height: Height | null): EncodedSize {
  const share = height === null ? 1 : Math.min(1, height / picture.height);
  const even = (value: number) => Math.max(2, Math.round((value * share) / 2) * 2);
  return { width: even(picture.width), height: even(picture.height) };
}

/**
 * Decodes pictures and encodes them as H.264 at its own pace, in native threads; sound goes along unchanged and keeps
 * its place beside the pictures.
 */
export class VideoTranscoder {
  readonly #options: VideoTranscoderOptions;
  readonly #queue = new FrameQueue();
  readonly #decoder = new StreamDecoder(this.#queue);
  readonly #audio: AudioFrame[] = [];
  #tracks: readonly Track[] = [];
  #told: { video: Track; audio: AudioTrack | undefined } | null = null;
  #encoder: VideoEncoder | null = null;
  #nextKeyAt = 0;
  #lastPts = Number.NEGATIVE_INFINITY;
  #dropped = 0;
  #stale = 0;
  #open = true;

  constructor(options: VideoTranscoderOptions) {
    this.#options = options;
    this.#run().catch((thrown: unknown) => {
      if (this.#open) options.failed(asTranscodeError(thrown));
    });
  }

  push(event: StreamEvent): void {
    this.#queue.push(event);
  }

  /** Nothing is told any more; what runs natively ends by itself. */
  close(): void {
    this.#open = false;
    this.#queue.close();
  }

  async #run(): Promise<void> {
    try {
      for (;;) {
        const event = await this.#queue.take();
        if (!event) return;
        await this.#event(event);
        this.#countDropped();
      }
    } finally {
      this.#decoder[Symbol.dispose]();
      this.#encoder?.[Symbol.dispose]();
    }
  }

  async #event(event: StreamEvent): Promise<void> {
    if (event.type === 'tracks') await this.#newTracks(event.tracks);
    else if (event.frame.kind === 'audio') this.#hold(event.frame);
    else await this.#picture(event.frame);
  }

  async #newTracks(tracks: readonly Track[]): Promise<void> {
    this.#tracks = tracks;
    if (await this.#decoder.take(tracks)) this.#nextKeyAt = 0;
  }

  #hold(frame: AudioFrame): void {
    this.#audio.push(frame);
    if (this.#audio.length > MAX_HELD_AUDIO) this.#audio.shift();
  }

  async #picture(frame: VideoFrame): Promise<void> {
    for (const picture of await this.#decoder.decode(frame)) {
      using shown = picture;
      const pts = Number(shown.pts);
      // A source that shows two pictures at a time: players want every one to be later than the one before.
      if (!this.#open || pts <= this.#lastPts) continue;
      if (this.#queue.lagTicks(pts) > STALE_TICKS) this.#stale += 1;
      else await this.#encode(shown, pts);
    }
  }

  async #encode(picture: Frame, pts: number): Promise<void> {
    const encoder = await this.#encoderFor(picture);
    const key = pts >= this.#nextKeyAt;
    this.#lastPts = pts;
    if (key) this.#nextKeyAt = pts + (GOP_SECONDS - 0.1) * TICKS_PER_SECOND;
    for (const { track, frame } of await encoder.encode(picture, pts, key)) {
      if (!this.#open) return;
      this.#tellTracks(track);
      if (!this.#told) continue;
      this.#tellAudio(frame.pts);
      this.#options.tell({ type: 'frame', frame });
    }
  }

  async #encoderFor(picture: Frame): Promise<VideoEncoder> {
    const size = scaledSize(picture, this.#options.height);
    const known = this.#encoder;
    if (known?.size.width === size.width && known.size.height === size.height) return known;
    known?.[Symbol.dispose]();
    this.#encoder = null;
    this.#nextKeyAt = 0;
    const encoder = await openEncoder(size, this.#decoder.track?.fps ?? 0);
    this.#encoder = encoder;
    return encoder;
  }

  /** Tells the tracks when the picture's or the sound's is a new one. */
  #tellTracks(newVideo: Track | null): void {
    const audio = this.#tracks.find((track) => track.kind === 'audio');
    const video = newVideo ?? this.#told?.video;
    if (!video || (!newVideo && audio === this.#told?.audio)) return;
    this.#told = { video, audio };
    this.#options.tell({ type: 'tracks', tracks: audio ? [video, audio] : [video] });
  }

  /** Sound up to a picture; what lies well before the first picture is of no use. */
  #tellAudio(upTo: number): void {
    while (this.#audio[0] && this.#audio[0].pts <= upTo) {
      const frame = this.#audio.shift();
      if (frame && frame.pts > upTo - msToTicks(1000)) this.#options.tell({ type: 'frame', frame });
    }
  }

  #countDropped(): void {
    const dropped = this.#queue.dropped + this.#stale;
    if (dropped > this.#dropped) this.#options.dropped(dropped - this.#dropped);
    this.#dropped = dropped;
  }
}
