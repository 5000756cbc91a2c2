import { retryDelayMs } from './backoff.ts';
import type { PlayerClock } from './clock.ts';
import type { Engine, StartEngine } from './engine.ts';
import { FrameWatch } from './frame-watch.ts';
import { chase } from './latency-chase.ts';
import {
  type Accepts,
  CODEC_UNSUPPORTED,
  PlaybackError,
  type PlayerFailure,
  type PlayerState,
  type PlayerStats,
} from './state.ts';
import type { VideoSurface } from './video-surface.ts';

/** Also how fine click-to-first-picture is measured. */
const TICK_MS = 50;

export type FlvPlayerOptions = {
  surface: VideoSurface;
  startEngine: StartEngine;
  /** Gives an address that is valid now; asked again for every attempt, since tickets expire. */
  resolve: (signal: AbortSignal, accepts: Accepts) => Promise<string>;
  clock: PlayerClock;
  onState: (state: PlayerState) => void;
  /** When the person asked for the picture, on the player's clock. */
  requestedAt?: number;
};

/** Plays one live stream and brings it back when it breaks, until it is stopped. */
export class FlvPlayer {
  readonly #options: FlvPlayerOptions;
  #state: PlayerState = { name: 'idle' };
  #life: AbortController | null = null;
  #wake: AbortController | null = null;
  #engine: Engine | null = null;
  #watch: FrameWatch | null = null;
  #requestedAt: number;
  #firstPictureMs: number | null = null;
  #reconnects = 0;
  #accepts: Accepts = 'any';

  constructor(options: FlvPlayerOptions) {
    this.#options = options;
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
  restart(): void {
    this.stop();
    this.#requestedAt = this.#options.clock.now();
    this.#firstPictureMs = null;
    this.#options.surface.mark('firstPictureMs', null);
    this.start();
  }

  stats(): PlayerStats {
    const { surface } = this.#options;
    const facts = this.#engine?.facts() ?? { codec: null, bitrate: 0 };
    return {
      ...facts,
      ...surface.size(),
      fps: this.#watch?.fps ?? 0,
      bufferedS: surface.bufferedS(),
      decodedFrames: surface.decodedFrames(),
      droppedFrames: surface.droppedFrames(),
      firstPictureMs: this.#firstPictureMs,
      reconnects: this.#reconnects,
      transcoded: this.#accepts === 'h264',
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
      if (failure.code === CODEC_UNSUPPORTED && this.#accepts === 'any') {
        this.#accepts = 'h264';
        this.#options.surface.mark('transcoded', 'true');
        continue; // at once: nothing is broken, another form is asked for
      }
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
      const url = await this.#options.resolve(signal, this.#accepts);
      if (signal.aborted) return ABORTED;
      this.#become({ name: 'connecting', step: 'stream', attempt });
      return await this.#play(url, signal);
    } catch (error) {
      return error instanceof PlaybackError ? error.failure : UNKNOWN;
    }
  }

  async #play(url: string, signal: AbortSignal): Promise<PlayerFailure> {
    const { clock, startEngine, surface } = this.#options;
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
      const engine = await startEngine(url, ended.resolve, signal);
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
        return null;
      case 'flowing':
        this.#keepUp();
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
    if (this.#firstPictureMs === null) {
      this.#firstPictureMs = Math.round(now - this.#requestedAt);
      this.#options.surface.mark('firstPictureMs', String(this.#firstPictureMs));
    }
    this.#become({ name: 'playing', firstPictureMs: this.#firstPictureMs });
  }

  #keepUp(): void {
    const { surface } = this.#options;
    const move = chase(surface.bufferedS(), surface.rate());
    if (move.kind === 'rate') surface.setRate(move.rate);
    if (move.kind === 'jump') surface.jump(move.leaveS);
  }

  #release(): void {
    this.#engine?.[Symbol.dispose]();
    this.#engine = null;
    this.#watch = null;
  }

  #become(state: PlayerState): void {
    this.#state = state;
    this.#options.surface.mark('state', state.name);
    this.#options.surface.mark('failure', state.name === 'failed' ? state.failure.code : null);
    this.#options.onState(state);
  }
}

const ABORTED: PlayerFailure = { code: 'player.stopped', step: 'connect', final: true };
const UNKNOWN: PlayerFailure = { code: 'app.unexpected', step: 'connect', final: false };
