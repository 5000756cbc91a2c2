import type { Frame } from 'node-av/lib';
import type { Stream, StreamListener } from '../../hub/stream.ts';
import { MediaError } from '../../media/errors.ts';
import type { StreamEvent, VideoFrame } from '../../media/frame.ts';
import type { Clock } from '../../platform/clock.ts';
import { FrameQueue } from '../../transcoding/frame-queue.ts';
import { StreamDecoder } from '../../transcoding/stream-decoder.ts';
import type { Decoding } from './decode-plan.ts';

/** A stream that brings nothing for this long has no picture, whatever its connection says. */
const QUIET_MS = 5_000;
/** Many cells share the cores: one picture is decoded by one thread. */
const THREADS = 1;

/** One stream for one cell: held while the cell is there, decoded beside the media path; only the newest picture is kept. */
export class CellFeed implements StreamListener, Disposable {
  readonly stream: Stream;
  decoding: Decoding = 'all';
  /** Why nothing comes any more from this feed. */
  over: MediaError | null = null;
  readonly #clock: Clock;
  readonly #decoded: (pixels: number) => void;
  readonly #queue = new FrameQueue();
  readonly #decoder = new StreamDecoder(this.#queue, THREADS);
  readonly #held: Disposable;
  readonly #listening: Disposable;
  #newest: Frame | null = null;
  #receivedAt: number;
  /** What comes next goes on from a picture that is decoded. */
  #chained = false;
  #open = true;

  /** @param decoded is told of each picture */
  constructor(stream: Stream, clock: Clock, decoded: (pixels: number) => void) {
    this.stream = stream;
    this.#clock = clock;
    this.#decoded = decoded;
    this.#receivedAt = clock.monotonicNow();
    this.#held = stream.hold('mosaic');
    this.#listening = stream.listen(this);
    this.#run().catch((cause: unknown) => {
      this.over ??= new MediaError('unsupported', 'the pictures cannot be decoded', {
        code: 'picture.undecodable',
        cause,
      });
    });
  }

  get framesDropped(): number {
    return this.#queue.dropped;
  }

  get isQuiet(): boolean {
    return this.#clock.monotonicNow() - this.#receivedAt > QUIET_MS;
  }

  event(event: StreamEvent): void {
    if (event.type === 'tracks') this.#queue.push(event);
    else if (event.frame.kind === 'video') {
      this.#receivedAt = this.#clock.monotonicNow();
      if (this.#isWanted(event.frame)) this.#queue.push(event);
    }
  }

  ended(error: MediaError): void {
    this.over = error;
  }

  /** The newest picture since the last call; the caller frees it. */
  takePicture(): Frame | null {
    const picture = this.#newest;
    this.#newest = null;
    return picture;
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#listening[Symbol.dispose]();
    this.#held[Symbol.dispose]();
    this.#queue.close();
    this.takePicture()?.free();
  }

  #isWanted({ randomAccess }: VideoFrame): boolean {
    if (randomAccess) this.#chained = true;
    else if (this.decoding === 'key-frames') this.#chained = false;
    return this.#chained;
  }

  async #run(): Promise<void> {
    try {
      for (;;) {
        const event = await this.#queue.take();
        if (!event) return;
        if (event.type === 'tracks') await this.#decoder.take(event.tracks);
        else if (event.frame.kind === 'video') this.#keep(await this.#decoder.decode(event.frame));
      }
    } finally {
      this.#decoder[Symbol.dispose]();
    }
  }

  #keep(pictures: readonly Frame[]): void {
    for (const picture of pictures) {
      this.#decoded(picture.width * picture.height);
      this.#newest?.free();
      this.#newest = picture;
    }
    if (!this.#open) this.takePicture()?.free();
  }
}
