import type { MediaError } from '../media/errors.ts';
import type { Frame, StreamEvent } from '../media/frame.ts';
import type { Track } from '../media/track.ts';
import { frameBytes } from './gop-cache.ts';
import type { Stream, StreamListener } from './stream.ts';

export type SubscriberLimits = { readonly maxFrames: number; readonly maxBytes: number };

/** Room for a whole cached GOP and some seconds more; a reader further behind loses frames. */
export const SUBSCRIBER_LIMITS: SubscriberLimits = { maxFrames: 4_096, maxBytes: 32 * 1024 * 1024 };

/**
 * A bounded queue between a stream and a reader that works at its own pace. What is delivered starts at a random
 * access point; a slow reader loses frames from one frame onwards until the next random access point, counted in
 * `dropped`, and slows nobody.
 */
export class Subscriber implements StreamListener, AsyncIterable<StreamEvent>, Disposable {
  dropped = 0;
  readonly #limits: SubscriberLimits;
  readonly #queue: StreamEvent[] = [];
  #queuedFrames = 0;
  #queuedBytes = 0;
  #video: Track | null = null;
  #waiting = true;
  #queuedEver = false;
  #newTracks: StreamEvent | null = null;
  #listening: Disposable | null = null;
  #wake: (() => void) | null = null;
  #done = false;
  #error: MediaError | null = null;

  constructor(limits: SubscriberLimits = SUBSCRIBER_LIMITS) {
    this.#limits = limits;
  }

  /** Joins a stream. Dispose the subscriber to leave it. */
  static of(stream: Stream, limits?: SubscriberLimits): Subscriber {
    const subscriber = new Subscriber(limits);
    subscriber.#listening = stream.listen(subscriber);
    return subscriber;
  }

  event(event: StreamEvent): void {
    if (this.#done) return;
    if (event.type === 'tracks') {
      const video = event.tracks.find((track) => track.kind === 'video') ?? null;
      if (video !== this.#video) this.#waiting = true;
      this.#video = video;
      this.#newTracks = event;
    } else this.#frame(event, event.frame);
    this.#wake?.();
  }

  ended(error: MediaError): void {
    this.#error = error;
    this.#done = true;
    this.#wake?.();
  }

  /** The next event in order, or `null` when the queue is empty. */
  take(): StreamEvent | null {
    const event = this.#queue.shift();
    if (!event) return null;
    if (event.type === 'frame') {
      this.#queuedFrames -= 1;
      this.#queuedBytes -= frameBytes(event.frame);
    }
    return event;
  }

  /** Ends when disposed; throws when the stream ends. */
  async *[Symbol.asyncIterator](): AsyncGenerator<StreamEvent, void> {
    for (;;) {
      const event = this.take();
      if (event) yield event;
      else if (this.#error) throw this.#error;
      else if (this.#done) return;
      else await this.#nextEvent();
    }
  }

  [Symbol.dispose](): void {
    this.#listening?.[Symbol.dispose]();
    this.#done = true;
    this.#wake?.();
  }

  #frame(event: StreamEvent, frame: Frame): void {
    const starts = frame.kind === 'video' ? frame.randomAccess : this.#video === null;
    const bytes = frameBytes(frame);
    const full =
      this.#queuedFrames >= this.#limits.maxFrames ||
      this.#queuedBytes + bytes > this.#limits.maxBytes;
    if (full || (this.#waiting && !starts)) {
      // Before the first random access point nothing is lost: it never could have been shown.
      if (full || this.#queuedEver) this.dropped += 1;
      this.#waiting = true;
      return;
    }
    this.#waiting = false;
    if (this.#newTracks) this.#queue.push(this.#newTracks);
    this.#newTracks = null;
    this.#queuedEver = true;
    this.#queue.push(event);
    this.#queuedFrames += 1;
    this.#queuedBytes += bytes;
  }

  #nextEvent(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }
}
