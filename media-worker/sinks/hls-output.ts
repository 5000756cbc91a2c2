import type { StreamFailure } from '../hub/failure.ts';
import type { Stream, StreamListener } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { StreamEvent } from '../media/frame.ts';
import type { Clock } from '../platform/clock.ts';
import { type HlsOptions, HlsWindow } from './hls-window.ts';

/** How long a request waits for the first picture of a stream that is starting. */
const FIRST_PICTURE_MS = 15_000;
/** A blocking request waits three segments at the most (RFC 8216bis §6.2.5.2). */
const BLOCKING_SEGMENTS = 3;
/** Requests that may wait on one stream; more is an attack or a loop. */
const MAX_WAITING = 10_000;

type Waiter = { isDone(): boolean; settle(error: MediaError | null): void };

/** Where a blocking request wants the playlist to have got to. */
export type HlsPosition = { readonly sequence: number; readonly part: number | null };

/**
 * One stream cut for HLS in one format, as long as somebody asks for it. It holds the stream and listens to it;
 * requests wait here for what is not there yet.
 */
export class HlsOutput implements StreamListener, Disposable {
  readonly stream: Stream;
  readonly window: HlsWindow;
  readonly segmentSeconds: number;
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiter>();
  readonly #hold: Disposable;
  readonly #listening: Disposable;

  constructor(stream: Stream, options: HlsOptions, clock: Clock) {
    this.stream = stream;
    this.#clock = clock;
    this.segmentSeconds = options.segmentSeconds;
    this.window = new HlsWindow(options, () => clock.wallNow());
    this.#hold = stream.hold('hls');
    this.#listening = stream.listen(this);
  }

  /** Bits a second that the source brings now. */
  get bitrate(): number {
    return this.stream.statistics.bitrate(this.#clock.monotonicNow());
  }

  event(event: StreamEvent): void {
    if (this.window.take(event)) this.#wake(null);
  }

  failed(failure: StreamFailure): void {
    if (this.window.hasSegment || this.window.hasPart) return; // the source is retried; players go on asking
    this.#wake(new MediaError(failure.kind, failure.message, { code: failure.code }));
  }

  ended(error: MediaError): void {
    this.#wake(error);
  }

  /** Resolves when there is something to play: a part, or a segment. @throws `timeout`, or why the source has none */
  untilReady(need: 'part' | 'segment'): Promise<void> {
    const withinMs =
      need === 'part' ? FIRST_PICTURE_MS : FIRST_PICTURE_MS + this.segmentSeconds * 1_000;
    const { window } = this;
    return this.#until(
      () => window.hasSegment || (need === 'part' && window.hasPart),
      withinMs,
      'stream.no-picture',
    );
  }

  /** Resolves when the playlist holds the position. @throws `malformed` when it lies too far ahead, `timeout` */
  untilAt(position: HlsPosition): Promise<void> {
    if (position.sequence > this.window.edge.sequence + 2)
      throw new MediaError('malformed', 'asked for a segment too far ahead', {
        code: 'hls.too-far-ahead',
      });
    return this.#until(
      () => this.#holds(position),
      this.segmentSeconds * BLOCKING_SEGMENTS * 1000,
      'hls.not-in-time',
    );
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
    this.#hold[Symbol.dispose]();
    this.#wake(
      new MediaError('unreachable', 'the stream is no longer cut for HLS', { code: 'hls.stopped' }),
    );
  }

  #holds({ sequence, part }: HlsPosition): boolean {
    const { edge } = this.window;
    if (edge.sequence > sequence) return true;
    return part !== null && edge.sequence === sequence && edge.parts > part;
  }

  #until(isDone: () => boolean, withinMs: number, code: string): Promise<void> {
    if (isDone()) return Promise.resolve();
    if (this.#waiting.size >= MAX_WAITING)
      throw new MediaError('overflow', 'too many requests wait for this stream', {
        code: 'hls.too-many-waiting',
      });
    const patience = new AbortController();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        isDone,
        settle: (error) => {
          this.#waiting.delete(waiter);
          patience.abort();
          if (error) reject(error);
          else resolve();
        },
      };
      this.#waiting.add(waiter);
      this.#clock.sleep(withinMs, patience.signal).then(
        () => waiter.settle(new MediaError('timeout', 'not there in time', { code })),
        () => {}, // settled before
      );
    });
  }

  #wake(error: MediaError | null): void {
    for (const waiter of [...this.#waiting]) if (error || waiter.isDone()) waiter.settle(error);
  }
}
