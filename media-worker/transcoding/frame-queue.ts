import type { StreamEvent } from '../media/frame.ts';

/** A whole cached GOP must fit (2,048 frames), and some seconds more. */
const MAX_FRAMES = 2_560;
/** A reader this far behind that has a newer random access point goes on there: 3 s. */
const MAX_LAG_TICKS = 270_000;

/**
 * Between the media path and one slow reader of pictures and sound. A reader that cannot keep up goes on at the newest
 * random access point; what it missed is counted.
 */
export class FrameQueue {
  dropped = 0;
  readonly #events: StreamEvent[] = [];
  #newestDts = 0;
  #waiting = true;
  #closed = false;
  #wake: (() => void) | null = null;

  push(event: StreamEvent): void {
    if (this.#closed) return;
    if (event.type === 'frame' && event.frame.kind === 'video') {
      this.#newestDts = event.frame.dts;
      if (event.frame.randomAccess) this.#waiting = false;
      if (this.#waiting) return;
    }
    this.#events.push(event);
    if (this.#events.length > MAX_FRAMES) this.#overflow();
    this.#wake?.();
  }

  /** The pictures that follow cannot be used before the next random access point. */
  skipToRandomAccess(): void {
    const next = this.#events.findIndex(isRandomAccess);
    this.#waiting = next < 0;
    this.#drop(next < 0 ? this.#events.length : next);
  }

  /** How far a picture is behind the newest one. */
  lagTicks(dts: number): number {
    return this.#newestDts - dts;
  }

  /** The next event in order, waiting for it; `null` once closed. */
  async take(): Promise<StreamEvent | null> {
    for (;;) {
      if (this.#closed) return null;
      this.#catchUp();
      const event = this.#events.shift();
      if (event) return event;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
      this.#wake = null;
    }
  }

  close(): void {
    this.#closed = true;
    this.#events.length = 0;
    this.#wake?.();
  }

  #catchUp(): void {
    const first = this.#events.find((event) => event.type === 'frame');
    if (first?.type !== 'frame' || this.lagTicks(first.frame.pts) <= MAX_LAG_TICKS) return;
    const newest = this.#events.findLastIndex(isRandomAccess);
    if (newest > 0) this.#drop(newest);
  }

  #overflow(): void {
    this.#waiting = true;
    this.#drop(this.#events.length);
  }

  /** Takes out the first `count` events but for what tells of tracks. */
  #drop(count: number): void {
    const gone = this.#events.splice(0, count);
    const tracks = gone.findLast((event) => event.type === 'tracks');
    this.dropped += gone.filter(isPicture).length;
    if (tracks) this.#events.unshift(tracks);
  }
}

function isPicture(event: StreamEvent): boolean {
  return event.type === 'frame' && event.frame.kind === 'video';
}

function isRandomAccess(event: StreamEvent): boolean {
  return event.type === 'frame' && event.frame.kind === 'video' && event.frame.randomAccess;
}
