import { retryDelayMs } from './backoff.ts';
import type { PageWays } from './browser-ways.ts';
import type { PlayerClock } from './clock.ts';
import { type Engine, UNSUPPORTED } from './engine.ts';
import { FrameWatch } from './frame-watch.ts';
import { LatencyChase } from './latency-chase.ts';
import {
  type Accepts,
  PlaybackError,
  type PlayerFailure,
  type PlayerState,
  type PlayerStats,
} from './state.ts';
import type { VideoSurface } from './video-surface.ts';
import { type Choice, WayChooser } from './way-chooser.ts';
import type { Addresses, Wish } from './ways.ts';

/** Also how fine click-to-first-picture is measured. */
const TICK_MS = 50;

/** Less is not worth a jump. */
const LEAST_AGAIN_S = 1;
const LIVE_EDGE_S = 0.5;

export type LivePlayerOptions = {
  surface: VideoSurface;
  ways: PageWays;
  wish: () => Wish;
  /** Gives addresses that are valid now; asked again for every attempt, since tickets expire. */
  resolve: (signal: AbortSignal, accepts: Accepts) => Promise<Addresses>;
  clock: PlayerClock;
  onState: (state: PlayerState) => void;
  /** When the person asked for the picture, on the player's clock. */
  requestedAt?: number;
};

/** Plays one live stream and brings it back when it breaks, until it is stopped. */
export class LivePlayer {
  readonly #options: LivePlayerOptions;
  #state: PlayerState = { name: 'idle' };
  #life: AbortController | null = null;
  #wake: AbortController | null = null;
  #engine: Engine | null = null;
  #watch: FrameWatch | null = null;
  #requestedAt: number;
  #firstPictureMs: number | null = null;
  #reconnects = 0;
  readonly #chase = new LatencyChase();
  #againUntil: number | null = null;
  readonly #chooser: WayChooser;
  #choice: Choice | null = null;

  constructor(options: LivePlayerOptions) {
    this.#options = options;
    const { capabilities, memory } = options.ways;
    this.#chooser = new WayChooser({ capabilities, memory, wish: options.wish });
    this.#requestedAt = options.requestedAt ?? options.clock.now();
    options.surface.mark('state', 'idle');
  }

  get state(): PlayerState {
    return this.#state;
  }

  start(): void {
    if (this.#life !== null) return;
    const life = new AbortController();
    this.#life = life;
    void this.#run(life.signal);
  }

  /** Lets go of the stream; `start` begins again. */
  stop(): void {
    this.#life?.abort();
    this.#wake?.abort();
    this.#life = null;
    this.#release();
    this.#become({ name: 'idle' });
  }

  /** Tries again at once: instead of waiting, or from the start. */
  retry(): void {
    const waiting = this.#state.name === 'failed' && this.#state.nextAttemptAt !== null;
    if (!waiting) this.stop();
    if (this.#life === null) this.start();
    else this.#wake?.abort();
  }

  /** Plays something else on the same element: `resolve` is asked anew, and times count from now. */
  restart(requestedAt?: number): void {
    this.stop();
    this.#chooser.forget();
    this.#requestedAt = requestedAt ?? this.#options.clock.now();
    this.#firstPictureMs = null;
    this.#options.surface.mark('firstPictureMs', null);
    this.start();
  }

  /** Shows again what the browser still has, then goes on live. @returns how many seconds; 0: it has nothing */
  lookBack(wantedS: number): number {
    const { clock, surface } = this.#options;
    if (this.#engine?.keepsUp !== false || this.#state.name !== 'playing') return 0;
    const againS = Math.min(wantedS, surface.pastS());
    if (againS < LEAST_AGAIN_S) return 0;
    surface.setRate(1);
    surface.back(againS);
    this.#againUntil = clock.now() + againS * 1000;
    this.#become({ ...this.#state, againS: Math.round(againS) });
    return againS;
  }

  goLive(): void {
    if (this.#againUntil === null) return;
    this.#againUntil = null;
    this.#options.surface.jump(LIVE_EDGE_S);
    if (this.#state.name !== 'playing') return;
    this.#become({ name: 'playing', firstPictureMs: this.#state.firstPictureMs });
  }

  stats(): PlayerStats {
    const { surface } = this.#options;
    const facts = this.#engine?.facts();
    return {
      codec: facts?.codec ?? null,
      bitrate: facts?.bitrate ?? 0,
      packetsLost: facts?.packetsLost ?? null,
      way: this.#choice?.way ?? null,
      because: this.#choice?.because ?? null,
      transcoded: this.#choice?.accepts === 'h264',
      ...surface.size(),
      fps: this.#watch?.fps ?? 0,
      bufferedS: surface.bufferedS(),
      decodedFrames: surface.decodedFrames(),
      droppedFrames: surface.droppedFrames(),
      firstPictureMs: this.#firstPictureMs,
      reconnects: this.#reconnects,
    };
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    let attempt = 0;
    while (!signal.aborted) {
      const failure = await this.#attempt(attempt, signal);
      if (signal.aborted) return;
      const pictured = this.#watch?.started ?? false;
      this.#release();
      if (this.#chooser.failed(failure, pictured)) continue;
      attempt = pictured ? 1 : attempt + 1;
      this.#reconnects += 1;
      if (failure.final) {
        this.#become({ name: 'failed', failure, attempt, nextAttemptAt: null });
        return;
      }
      const delayMs = retryDelayMs(attempt);
      this.#become({ name: 'failed', failure, attempt, nextAttemptAt: clock.now() + delayMs });
      this.#wake = new AbortController();
      await clock.sleep(delayMs, this.#wake.signal);
    }
  }

  /** Plays until something breaks, and says what. */
  async #attempt(attempt: number, signal: AbortSignal): Promise<PlayerFailure> {
    try {
      this.#become({ name: 'connecting', step: 'ticket', attempt });
      const choice = this.#chooser.choose();
      this.#note(choice);
      if (choice === null) return UNSUPPORTED;
      const addresses = await this.#options.resolve(signal, choice.accepts);
      if (signal.aborted) return ABORTED;
      this.#become({ name: 'connecting', step: 'stream', attempt });
      return await this.#play(choice, addresses[choice.way], signal);
    } catch (error) {
      return error instanceof PlaybackError ? error.failure : UNKNOWN;
    }
  }

  #note(choice: Choice | null): void {
    const { surface } = this.#options;
    this.#choice = choice;
    surface.mark('way', choice?.way ?? null);
    surface.mark('because', choice?.because.kind ?? null);
    surface.mark('transcoded', choice?.accepts === 'h264' ? 'true' : null);
  }

  async #play(choice: Choice, url: string, signal: AbortSignal): Promise<PlayerFailure> {
    const { clock, surface, ways } = this.#options;
    const ended = Promise.withResolvers<PlayerFailure>();
    const watch = new FrameWatch(clock.now(), surface.decodedFrames());
    this.#watch = watch;
    const endTicking = clock.every(TICK_MS, () => {
      const failure = this.#tick(watch);
      if (failure !== null) ended.resolve(failure);
    });
    const onAbort = () => ended.resolve(ABORTED);
    signal.addEventListener('abort', onAbort);
    try {
      const engine = await ways.engines[choice.way](url, ended.resolve, signal);
      if (signal.aborted) engine[Symbol.dispose]();
      else this.#engine = engine;
      return await ended.promise;
    } finally {
      endTicking();
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Watches decoded frames, never the element's own state: a stalled decoder still says "playing". */
  #tick(watch: FrameWatch): PlayerFailure | null {
    const { clock, surface } = this.#options;
    const now = clock.now();
    const verdict = watch.observe(now, surface.decodedFrames());
    surface.mark('decodedFrames', String(surface.decodedFrames()));
    switch (verdict) {
      case 'waiting':
        if (this.#state.name === 'playing') this.#chase.note(now, surface.bufferedS());
        return null;
      case 'flowing':
        this.#keepUp(now);
        if (this.#state.name !== 'playing') this.#showPicture(now);
        return null;
      case 'stalled':
        if (this.#state.name !== 'stalled') this.#become({ name: 'stalled', since: now });
        return null;
      case 'no-picture':
        return { code: 'player.no-picture', step: 'connect', final: false };
      case 'dead':
        return { code: 'player.stalled', step: 'decode', final: false };
    }
  }

  #showPicture(now: number): void {
    this.#chooser.worked();
    if (this.#firstPictureMs === null) {
      this.#firstPictureMs = Math.round(now - this.#requestedAt);
      this.#options.surface.mark('firstPictureMs', String(this.#firstPictureMs));
    }
    this.#become({ name: 'playing', firstPictureMs: this.#firstPictureMs });
  }

  #keepUp(now: number): void {
    if (this.#engine?.keepsUp !== false) return;
    const { surface } = this.#options;
    if (this.#againUntil !== null) {
      if (now >= this.#againUntil) this.goLive();
      return;
    }
    const move = this.#chase.look(now, surface.bufferedS(), surface.rate());
    if (move.kind === 'rate') surface.setRate(move.rate);
    if (move.kind === 'jump') surface.jump(move.leaveS);
  }

  #release(): void {
    this.#engine?.[Symbol.dispose]();
    this.#engine = null;
    this.#watch = null;
    this.#againUntil = null;
  }

  #become(state: PlayerState): void {
    this.#state = state;
    this.#options.surface.mark('state', state.name);
    this.#options.surface.mark('again', againOf(state));
    this.#options.surface.mark('failure', state.name === 'failed' ? state.failure.code : null);
    this.#options.onState(state);
  }
}

function againOf(state: PlayerState): string | null {
  return state.name === 'playing' && state.againS !== undefined ? String(state.againS) : null;
}

const ABORTED: PlayerFailure = { code: 'player.stopped', step: 'connect', final: true };
const UNKNOWN: PlayerFailure = { code: 'app.unexpected', step: 'connect', final: false };
