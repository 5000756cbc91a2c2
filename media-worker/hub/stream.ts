import { MediaError } from '../media/errors.ts';
import type { Frame, StreamEvent } from '../media/frame.ts';
import type { StreamId } from '../media/stream-id.ts';
import { msToTicks, type Ticks90k, ticks90k } from '../media/ticks.ts';
import type { Track } from '../media/track.ts';
import type { Clock } from '../platform/clock.ts';
import { Attempt } from './attempt.ts';
import { asMediaError, type StreamFailure, streamFailure } from './failure.ts';
import { frameBytes, GopCache } from './gop-cache.ts';
import { type Holder, Holders } from './holders.ts';
import { KeyFrameRequests } from './key-frame-requests.ts';
import type { Puller, SourceOutput, SourceStep } from './source.ts';
import { Statistics } from './statistics.ts';
import { supervise } from './supervisor.ts';
import { Trace, type TraceEntry } from './trace.ts';

/** idle: nobody wants it · connecting: until the first random access point · live · retrying: waiting for the next attempt or publisher. */
export type StreamStateName = 'idle' | 'connecting' | 'live' | 'retrying';

/** What a stream is fed by. `pull`: we dial while somebody holds the stream. `publish`: they push when they like. */
export type StreamSource =
  | { readonly kind: 'pull'; readonly puller: Puller }
  | { readonly kind: 'publish' };

export type StreamOptions = {
  readonly id: StreamId;
  readonly source: StreamSource;
  /** How long a pulled source outlives its last holder. */
  readonly stopAfterMs: number;
};

/** What a stream needs from around it. */
export type StreamSurroundings = {
  readonly clock: Clock;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
  /** The state, the failure or the tracks changed. */
  stateChanged(stream: Stream): void;
};

/**
 * Reads a stream inside the source's call stack; must not block, and must not add or remove listeners of the same
 * stream from within `event`. Joins with tracks and the cached GOP, then lives.
 */
export type StreamListener = {
  event(event: StreamEvent): void;
  /** An attempt failed; another one may follow. */
  failed?(failure: StreamFailure): void;
  /** The stream was removed, or this listener threw. Nothing comes after. */
  ended(error: MediaError): void;
};

/** Whoever pushes a stream to us. */
export type Publisher = {
  /** The stream wants it gone: taken over, starved or removed. */
  evict(error: MediaError): void;
};

/** A publisher's hold on a stream. `end` is idempotent. */
export type Publication = { readonly output: SourceOutput; end(error: MediaError): void };

/** After a reconnect time goes on by at least this much. */
const MIN_RESUME_STEP_MS = 1;

/** One live thing: tracks, a GOP cache and listeners, fed by a puller on demand or by a publisher. */
export class Stream {
  readonly id: StreamId;
  readonly statistics = new Statistics();
  readonly gop = new GopCache();
  readonly #surroundings: StreamSurroundings;
  readonly #trace = new Trace();
  readonly #keyFrames = new KeyFrameRequests();
  readonly #holders = new Holders((count) => this.#holdersChanged(count));
  readonly #listeners = new Set<StreamListener>();
  #options: StreamOptions;
  #state: StreamStateName = 'idle';
  #since: number;
  #failure: StreamFailure | null = null;
  #nextAttemptAt: number | null = null;
  #tracks: readonly Track[] = [];
  #joinable = false;
  #attempt: Attempt | null = null;
  #publication: Publication | null = null;
  #run: AbortController | null = null;
  #grace: AbortController | null = null;
  #lastDts: Ticks90k = ticks90k(0);
  #lastFrameAt: number | null = null;
  #lastVideoWallMs: number | null = null;
  #cameraTime: { readonly pts: Ticks90k; readonly utcMs: number } | null = null;
  #removed = false;

  constructor(options: StreamOptions, surroundings: StreamSurroundings) {
    this.id = options.id;
    this.#options = options;
    this.#surroundings = surroundings;
    this.#since = surroundings.clock.wallNow();
  }

  get state(): StreamStateName {
    return this.#state;
  }
  /** UTC ms of the last change of state. */
  get since(): number {
    return this.#since;
  }
  get failure(): StreamFailure | null {
    return this.#failure;
  }
  get nextAttemptAt(): number | null {
    return this.#nextAttemptAt;
  }
  /** The newest tracks, kept for display after the source ended. */
  get tracks(): readonly Track[] {
    return this.#tracks;
  }
  get holders(): readonly Holder[] {
    return this.#holders.list;
  }
  get listenerCount(): number {
    return this.#listeners.size;
  }
  get trace(): readonly TraceEntry[] {
    return this.#trace.entries;
  }
  get source(): StreamSource {
    return this.#options.source;
  }
  /** UTC ms at which the newest video frame was received, `null` before the first. */
  get lastVideoAt(): number | null {
    return this.#lastVideoWallMs;
  }
  /** Camera clock: the picture at `pts` was taken at `utcMs`. */
  get cameraTime(): { readonly pts: Ticks90k; readonly utcMs: number } | null {
    return this.#cameraTime;
  }

  /**
   * Wants the stream to run until disposed; the first holder of a pulled stream starts its source. Later ones come to see
   * something: where the newest random access point is old, the source is asked for another.
   */
  hold(name: string): Disposable {
    this.wantKeyFrame();
    return this.#holders.add(name, this.#clock.wallNow());
  }

  /** Joins: tracks, cached GOP, then live. The listener stays until disposed or `ended`. Holds nothing by itself. */
  listen(listener: StreamListener): Disposable {
    if (this.#joinable) {
      listener.event({ type: 'tracks', tracks: this.#tracks });
      for (const frame of this.gop.frames) listener.event({ type: 'frame', frame });
    }
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Somebody lost the picture: asks the source for a random access point, where it can be asked and the newest is old. */
  wantKeyFrame(): void {
    this.#keyFrames.wanted(this.#clock.monotonicNow());
  }

  /** Lets a publisher feed this stream; an earlier one is evicted. @throws `refused` when the stream is pulled */
  publish(publisher: Publisher): Publication {
    if (this.#options.source.kind !== 'publish')
      throw new MediaError('refused', 'this stream is pulled, nobody may publish it', {
        code: 'publish.not-expected',
      });
    const evicted = this.#publication;
    const publication = this.#openPublication(publisher);
    this.#publication = publication;
    this.#begin(publication.attempt);
    evicted?.end(takenOver()); // after: the older one must not speak for the stream any more
    return publication;
  }

  /** Puts other options into effect: a changed source is stopped and, when held, started anew. Listeners stay. */
  configure(options: StreamOptions): void {
    const sourceChanged = options.source !== this.#options.source;
    this.#options = options;
    if (!sourceChanged) return;
    this.#publication?.end(removed());
    this.#stop();
    this.#holdersChanged(this.#holders.count);
  }

  /** Ends source and listeners for good. */
  remove(): void {
    this.#removed = true;
    this.#publication?.end(removed());
    this.#stop();
    for (const listener of [...this.#listeners]) listener.ended(removed());
    this.#listeners.clear();
  }

  get #clock(): Clock {
    return this.#surroundings.clock;
  }

  #openPublication(publisher: Publisher): Publication & { readonly attempt: Attempt } {
    const attempt = new Attempt(this.#inlet, this.#clock);
    const watch = new AbortController();
    const end = (error: MediaError): void => {
      if (watch.signal.aborted) return;
      watch.abort(error);
      this.#publicationEnded(attempt, error);
      publisher.evict(error);
    };
    attempt.starved(watch.signal).catch((thrown) => end(asMediaError(thrown)));
    return { attempt, output: attempt, end };
  }

  #publicationEnded(attempt: Attempt, error: MediaError): void {
    attempt.close();
    if (this.#attempt !== attempt) return; // taken over: the newer one speaks now
    this.#publication = null;
    this.#fail(error, attempt, null);
  }

  #holdersChanged(count: number): void {
    this.#grace?.abort();
    this.#grace = null;
    if (this.#removed) return;
    const { source } = this.#options;
    if (source.kind === 'publish') this.#awaitPublisher(count);
    else if (count > 0) this.#start(source.puller);
    else if (this.#run) this.#stopAfterGrace();
  }

  #awaitPublisher(count: number): void {
    if (this.#publication || this.#state === 'retrying') return;
    this.#setState(count > 0 ? 'connecting' : 'idle');
  }

  #start(puller: Puller): void {
    if (this.#run) return;
    const run = new AbortController();
    this.#run = run;
    const { clock, random } = this.#surroundings;
    void supervise({
      puller,
      clock,
      random,
      signal: run.signal,
      begin: () => this.#begin(new Attempt(this.#inlet, clock)),
      failed: (error, attempt, delayMs) => this.#fail(error, attempt, clock.wallNow() + delayMs),
    });
  }

  #stopAfterGrace(): void {
    const grace = new AbortController();
    this.#grace = grace;
    this.#clock.sleep(this.#options.stopAfterMs, grace.signal).then(
      () => this.#stop(),
      () => {}, // a new holder came
    );
  }

  #stop(): void {
    this.#run?.abort(new MediaError('unreachable', 'no holder', { code: 'source.stopped' }));
    this.#run = null;
    this.#attempt?.close();
    this.#leave();
    this.#failure = null;
    this.#setState('idle');
  }

  #begin(attempt: Attempt): Attempt {
    this.#leave();
    this.#attempt = attempt;
    this.#trace.add(this.#clock.wallNow(), 'attempt');
    this.#setState('connecting');
    return attempt;
  }

  #fail(error: MediaError, attempt: Attempt, nextAttemptAt: number | null): void {
    this.#leave();
    const failure = streamFailure(error, attempt.reached, this.#clock.wallNow());
    this.#failure = failure;
    this.#trace.add(failure.at, 'failed', `${failure.code}: ${failure.message}`);
    this.#setState('retrying', nextAttemptAt);
    for (const listener of [...this.#listeners]) listener.failed?.(failure);
  }

  /** What was received is no longer live: nobody may join with it. */
  #leave(): void {
    this.#attempt = null;
    this.#keyFrames.through(null);
    this.#joinable = false;
    this.gop.clear();
    this.statistics.interrupted();
  }

  #setState(state: StreamStateName, nextAttemptAt: number | null = null): void {
    const same = state === this.#state && state !== 'retrying';
    this.#nextAttemptAt = nextAttemptAt;
    if (same) return;
    this.#state = state;
    this.#since = this.#clock.wallNow();
    if (state === 'live') this.#failure = null;
    this.#surroundings.stateChanged(this);
  }

  readonly #inlet = {
    tracks: (event: Extract<StreamEvent, { type: 'tracks' }>) => {
      // Audio that turns up late does not make the cached pictures stale.
      if (videoTrack(event.tracks) !== videoTrack(this.#tracks)) this.gop.clear();
      this.#tracks = event.tracks;
      this.#joinable = true;
      this.#deliver(event);
      if (this.#state === 'live') this.#surroundings.stateChanged(this);
    },
    frame: (frame: Frame) => this.#frame(frame),
    step: (step: SourceStep, detail?: string) =>
      this.#trace.add(this.#clock.wallNow(), step, detail),
    lost: (packets: number) => {
      this.statistics.packetsLost += packets;
    },
    jitter: (ms: number) => {
      this.statistics.jitterMs = ms;
    },
    cameraTime: (pts: Ticks90k, utcMs: number) => {
      this.#cameraTime = { pts, utcMs };
    },
    keyFramesThrough: (ask: () => void) => this.#keyFrames.through(ask),
    keyFrameMissing: () => this.#keyFrames.missing(this.#clock.monotonicNow()),
    watched: () => this.#listeners.size > 0 || this.#state !== 'live',
    received: (bytes: number) => this.statistics.received(bytes, this.#clock.monotonicNow()),
    resumeAt: (): Ticks90k => {
      if (this.#lastFrameAt === null) return ticks90k(0);
      const passedMs = Math.max(MIN_RESUME_STEP_MS, this.#clock.monotonicNow() - this.#lastFrameAt);
      return ticks90k(this.#lastDts + msToTicks(passedMs));
    },
  };

  #frame(frame: Frame): void {
    this.#lastFrameAt = this.#clock.monotonicNow();
    this.statistics.frame(frame, this.#lastFrameAt);
    const at = frame.kind === 'video' ? frame.dts : frame.pts;
    if (at > this.#lastDts) this.#lastDts = at;
    if (frame.kind === 'video') this.#lastVideoWallMs = this.#clock.wallNow();
    if (frame.kind === 'video' && frame.randomAccess) this.#keyFrames.came(this.#lastFrameAt);
    this.gop.push(frame);
    if (this.#state !== 'live') this.#maybeLive(frame);
    this.#deliver({ type: 'frame', frame });
  }

  #maybeLive(frame: Frame): void {
    const audioOnly = this.#tracks.every((track) => track.kind === 'audio');
    const starts = frame.kind === 'video' ? frame.randomAccess : audioOnly;
    if (!starts || !this.#attempt) return;
    this.#attempt.wentLive = true;
    this.#attempt.step('first-key-frame', `${frameBytes(frame)} bytes`);
    this.#setState('live');
  }

  #deliver(event: StreamEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener.event(event);
      } catch (thrown) {
        // A broken reader ends itself, never the source or its neighbours.
        this.#listeners.delete(listener);
        listener.ended(asMediaError(thrown));
      }
    }
  }
}

function videoTrack(tracks: readonly Track[]): Track | undefined {
  return tracks.find((track) => track.kind === 'video');
}

function takenOver(): MediaError {
  return new MediaError('refused', 'a newer publisher took over', { code: 'publish.taken-over' });
}

function removed(): MediaError {
  return new MediaError('unreachable', 'the stream was removed', { code: 'stream.removed' });
}
