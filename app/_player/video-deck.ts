import type { Quality } from '../../server/cameras/schema.ts';
import { type PageWays, preferredWay } from './browser-ways.ts';
import type { PlayerClock } from './clock.ts';
import type { Deck } from './deck.ts';
import { LivePlayer } from './live-player.ts';
import type { Accepts, PlayerState } from './state.ts';
import type { VideoSurface } from './video-surface.ts';
import type { Addresses, Wish } from './ways.ts';

type Slot = { readonly cameraId: string };
type Wanted = { cameraId: string; quality: Quality; delay: Wish['delay'] };

type DeckOptions<S extends Slot> = {
  surface: VideoSurface;
  ways: PageWays;
  clock: PlayerClock;
  address: (wanted: Wanted, signal: AbortSignal, accepts: Accepts) => Promise<Addresses>;
  /** Waits until it is this deck's turn to connect. */
  enter: (signal: AbortSignal) => Promise<void>;
  qualityOf: (slot: S) => Quality;
  /** As usual where it does not say. */
  delayOf?: (slot: S) => Wish['delay'];
  /** When the person asked for what is loaded now, on the clock; undefined: just now. */
  requestedAt?: () => number | undefined;
  onState: () => void;
};

/** One video element with one player, for camera after camera. */
export class VideoDeck<S extends Slot> implements Deck<S> {
  readonly #options: DeckOptions<S>;
  readonly #player: LivePlayer;
  #wanted: Wanted | null = null;
  #pictured = false;

  constructor(options: DeckOptions<S>) {
    this.#options = options;
    this.#player = new LivePlayer({
      surface: options.surface,
      ways: options.ways,
      wish: () => ({ delay: this.#wanted?.delay ?? 'usual', preferred: preferredWay() }),
      clock: options.clock,
      resolve: async (signal, accepts) => {
        await options.enter(signal);
        if (this.#wanted === null) throw new DOMException('nothing to play', 'AbortError');
        return options.address(this.#wanted, signal, accepts);
      },
      onState: (state) => {
        if (state.name === 'playing') this.#pictured = true;
        options.onState();
      },
    });
    this.show(false);
  }

  load(slot: S): void {
    const { delayOf, qualityOf } = this.#options;
    const wanted = {
      cameraId: slot.cameraId,
      quality: qualityOf(slot),
      delay: delayOf?.(slot) ?? 'usual',
    };
    this.#options.surface.mark('camera', wanted.cameraId);
    if (this.#plays(wanted)) return;
    this.#wanted = wanted;
    this.#pictured = false;
    this.#player.restart(this.#options.requestedAt?.());
  }

  unload(): void {
    this.#wanted = null;
    this.#pictured = false;
    this.#options.surface.mark('camera', null);
    this.#player.stop();
  }

  show(front: boolean): void {
    this.#options.surface.mark('layer', front ? 'shown' : 'next');
  }

  state(): PlayerState {
    return this.#player.state;
  }

  pictured(): boolean {
    return this.#pictured;
  }

  quality(): Quality {
    return this.#wanted?.quality ?? 'sub';
  }

  retry(): void {
    if (this.#wanted !== null) this.#player.retry();
  }

  lookBack(seconds: number): number {
    return this.#player.lookBack(seconds);
  }

  goLive(): void {
    this.#player.goLive();
  }

  stats() {
    return this.#player.stats();
  }

  [Symbol.dispose](): void {
    this.unload();
  }

  #plays({ cameraId, delay, quality }: Wanted): boolean {
    const had = this.#wanted;
    const same = had?.cameraId === cameraId && had.quality === quality && had.delay === delay;
    return same && this.#player.state.name !== 'idle';
  }
}
