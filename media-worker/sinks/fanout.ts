import type { StreamFailure } from '../hub/failure.ts';
import type { Stream, StreamListener } from '../hub/stream.ts';
import type { MediaError } from '../media/errors.ts';
import type { Frame, StreamEvent } from '../media/frame.ts';
import type { Track } from '../media/track.ts';
import type { Clock } from '../platform/clock.ts';
import { type Batch, type BatchMemory, joinBatch } from './batch.ts';
import type { LiveMuxer } from './live-format.ts';
import type { Pacer } from './pacer.ts';
import { TagRing } from './tag-ring.ts';
import type { Viewer, ViewerEnd } from './viewer.ts';

/** A viewer further behind than this skips to the newest key frame. */
const MAX_LAG_MS = 5_000;
/** A socket that took nothing for this long is cut. */
const CUT_AFTER_MS = 10_000;
/** How long a viewer waits for a picture before it hears why there is none. */
const WAIT_FOR_PICTURE_MS = 15_000;
const SWEEP_EVERY_MS = 1_000;
/** Without a picture a batch ends this share of the interval late: sound alone, or a camera that stopped. */
const LATE = 0.5;

/** Failures that trying again does not mend: the viewer hears them at once. */
const FINAL_KINDS: readonly string[] = ['refused', 'unsupported'];

export type FanoutOptions = {
  readonly stream: Stream;
  readonly muxer: LiveMuxer;
  readonly pacer: Pacer;
  readonly memory: BatchMemory;
  readonly clock: Clock;
  /** The viewer is out of the fan-out; its socket is still open. */
  ended(viewer: Viewer, end: ViewerEnd): void;
};

/**
 * All viewers of one stream in one format: one muxer, one ring of tags, one joined Buffer a batch. Everything from a frame's
 * arrival to the last socket write is synchronous.
 */
export class Fanout implements StreamListener, Disposable {
  readonly #options: FanoutOptions;
  readonly #muxer: LiveMuxer;
  readonly #ring: TagRing;
  readonly #viewers = new Set<Viewer>();
  /** Those who keep up, who waits longest first. Who left is dropped when its turn comes. */
  #turns: Viewer[] = [];
  /** Those who wait for a key frame or whose socket is full. */
  readonly #behind = new Set<Viewer>();
  readonly #waitingSince = new Map<Viewer, number>();
  readonly #sweeper: NodeJS.Timeout;
  #listening: Disposable | null = null;
  #replaying = false;
  #video: Track | null = null;
  #header: Batch | null = null;
  /** Turns earned and not yet taken, below zero when a part of one was lent. */
  #allowance = 0;
  #allowedAt = 0;
  #lastFrameAt = 0;
  #lastTagMs = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: FanoutOptions) {
    this.#options = options;
    this.#muxer = options.muxer;
    this.#ring = new TagRing(options.memory);
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_EVERY_MS);
  }

  get size(): number {
    return this.#viewers.size;
  }

  add(viewer: Viewer): void {
    this.#viewers.add(viewer);
    this.#behind.add(viewer);
    this.#waitingSince.set(viewer, this.#now);
    this.#options.pacer.joined();
    this.#join();
    this.#tryStart(viewer);
  }

  /** Takes a viewer out; its end is told with `ended`. Removing twice is harmless. */
  remove(viewer: Viewer, end: ViewerEnd): void {
    if (!this.#viewers.delete(viewer)) return;
    viewer.left = true;
    this.#behind.delete(viewer);
    this.#waitingSince.delete(viewer);
    this.#options.pacer.left();
    this.#options.ended(viewer, end);
  }

  event(event: StreamEvent): void {
    if (event.type === 'tracks') this.#tracks(event.tracks);
    else this.#frame(event.frame);
  }

  failed(failure: StreamFailure): void {
    this.#ring.forgetKey();
    if (!FINAL_KINDS.includes(failure.kind)) return;
    for (const viewer of [...this.#viewers])
      if (!viewer.started) this.remove(viewer, { code: failure.code, message: failure.message });
  }

  ended(error: MediaError): void {
    const code = error.context.code ?? `stream.${error.kind}`;
    for (const viewer of [...this.#viewers]) this.remove(viewer, { code, message: error.message });
  }

  [Symbol.dispose](): void {
    this.#listening?.[Symbol.dispose]();
    clearInterval(this.#sweeper);
    if (this.#timer) clearTimeout(this.#timer);
  }

  get #now(): number {
    return this.#options.clock.monotonicNow();
  }

  /** The first viewer brings the cached GOP into the ring; it is then sent in one piece. */
  #join(): void {
    if (this.#listening) return;
    this.#replaying = true;
    this.#listening = this.#options.stream.listen(this);
    this.#replaying = false;
  }

  #tracks(tracks: readonly Track[]): void {
    const video = tracks.find((track) => track.kind === 'video') ?? null;
    if (video !== this.#video) this.#ring.forgetKey();
    this.#video = video;
    this.#muxer.tracks(tracks);
    if (this.#header) this.#ring.push(this.#muxer.sequenceHeaders(), this.#lastTagMs, false);
    this.#header = joinBatch([this.#muxer.header()]);
  }

  #frame(frame: Frame): void {
    const tag = this.#muxer.write(frame);
    if (tag.length === 0) return;
    const isVideo = frame.kind === 'video';
    this.#lastTagMs = (isVideo ? frame.dts : frame.pts) / 90;
    this.#lastFrameAt = this.#now;
    this.#ring.push(tag, this.#lastTagMs, isVideo ? frame.randomAccess : this.#video === null);
    if (!this.#replaying) this.#schedule(isVideo);
  }

  /**
   * Batches end with a picture where they can: it leaves at once, and the sound before it goes along. Each picture is
   * written to as many viewers as have their turn in the time since the one before, those first who wait longest: at 25 fps
   * and 60 ms that is two of three, so a viewer gets two pictures at once and the third with the next one.
   */
  #schedule(isVideo: boolean): void {
    const { intervalMs } = this.#options.pacer;
    if (intervalMs === 0) this.#flush(this.#turns.length);
    else if (isVideo) this.#flush(this.#allowed(intervalMs));
    if (intervalMs > 0) this.#timer ??= setTimeout(() => this.#sendLate(), intervalMs * (1 + LATE));
  }

  /** Every viewer has one turn in each interval. */
  #allowed(intervalMs: number): number {
    const viewers = this.#turns.length;
    const now = this.#now;
    const earned = (viewers * (now - this.#allowedAt)) / intervalMs;
    this.#allowedAt = now;
    this.#allowance = Math.min(viewers, this.#allowance + earned);
    const whole = Math.round(this.#allowance);
    this.#allowance -= whole;
    return whole;
  }

  #sendLate(): void {
    this.#timer = null;
    const { intervalMs } = this.#options.pacer;
    const waited = this.#now - this.#allowedAt;
    if (waited >= intervalMs) this.#flush(this.#turns.length);
    else this.#timer = setTimeout(() => this.#sendLate(), intervalMs * (1 + LATE) - waited);
  }

  /** Writes to those who were behind and can take more, then to the `count` who wait longest. */
  #flush(count: number): void {
    const { head } = this.#ring;
    for (const viewer of [...this.#behind])
      if (this.#caughtUp(viewer) && this.#send(viewer)) {
        this.#behind.delete(viewer);
        this.#turns.push(viewer);
      }
    const turns = this.#turns;
    const written: Viewer[] = [];
    let at = 0;
    for (let left = count; at < turns.length && left > 0; at += 1) {
      const viewer = turns[at];
      if (viewer === undefined || viewer.left) continue;
      if (viewer.index < head && !this.#send(viewer)) continue;
      written.push(viewer);
      left -= 1;
    }
    this.#turns = turns.slice(at).concat(written);
  }

  /** False when its socket could not take all of it. */
  #send(viewer: Viewer): boolean {
    viewer.stuckSince = 0;
    const batch = this.#ring.from(viewer.index);
    viewer.index = this.#ring.head;
    if (viewer.write(batch)) return true;
    this.#behind.add(viewer);
    return false;
  }

  /** True when it can take its next batch now. */
  #caughtUp(viewer: Viewer): boolean {
    if (viewer.index < 0) this.#tryStart(viewer);
    else if (viewer.busy) this.#lagging(viewer);
    else return viewer.index < this.#ring.head;
    return false;
  }

  /** Starts a new viewer, or one that skipped, at the newest key frame. */
  #tryStart(viewer: Viewer): void {
    const { keyIndex, head } = this.#ring;
    if (keyIndex < viewer.skippedFrom || keyIndex < 0 || !this.#header || viewer.busy) return;
    const again = viewer.started;
    if (again) viewer.framesDropped += keyIndex - viewer.skippedFrom;
    const header = again ? joinBatch([this.#muxer.sequenceHeaders()]) : this.#header;
    viewer.start(header, this.#ring.from(keyIndex));
    viewer.index = head;
    this.#waitingSince.delete(viewer);
    if (viewer.busy) return;
    this.#behind.delete(viewer);
    this.#turns.push(viewer);
  }

  /** Its socket is full: it keeps its place until it is too far behind, then waits for a key frame. */
  #lagging(viewer: Viewer): void {
    if (viewer.stuckSince === 0) viewer.stuckSince = this.#now;
    const { first } = this.#ring;
    if (viewer.index >= first && this.#ring.lagMs(viewer.index) <= MAX_LAG_MS) return;
    viewer.skippedFrom = viewer.index;
    viewer.index = -1;
  }

  /** Once a second: cuts the stuck, and tells those who wait too long why. Who caught up after the last frame gets it. */
  #sweep(): void {
    const now = this.#now;
    this.#flush(0);
    for (const viewer of [...this.#viewers]) {
      if (!viewer.busy) viewer.stuckSince = 0;
      else if (viewer.stuckSince === 0) viewer.stuckSince = now;
      if (viewer.stuckSince > 0 && now - viewer.stuckSince > CUT_AFTER_MS)
        this.remove(viewer, { code: 'viewer.stuck', message: 'took nothing for 10 s' });
    }
    const starved = this.#lastFrameAt > 0 && now - this.#lastFrameAt > WAIT_FOR_PICTURE_MS;
    for (const viewer of [...this.#viewers]) {
      const since = this.#waitingSince.get(viewer) ?? (starved ? this.#lastFrameAt : now);
      if (now - since > WAIT_FOR_PICTURE_MS) this.remove(viewer, this.#noPicture());
    }
  }

  #noPicture(): ViewerEnd {
    const { failure } = this.#options.stream;
    if (failure) return { code: failure.code, message: failure.message };
    return { code: 'stream.no-picture', message: 'no picture within 15 s' };
  }
}
