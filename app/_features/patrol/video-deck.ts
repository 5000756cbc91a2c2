import type { Quality } from '../../../server/cameras/schema.ts';
import { type PageWays, preferredWay } from '../../_player/browser-ways.ts';
import type { PlayerClock } from '../../_player/clock.ts';
import { LivePlayer } from '../../_player/live-player.ts';
import type { Accepts, PlayerState } from '../../_player/state.ts';
import type { VideoSurface } from '../../_player/video-surface.ts';
import type { Addresses } from '../../_player/ways.ts';
import type { Deck, Slot } from './stage.ts';

type Wanted = { cameraId: string; quality: Quality };

type DeckOptions<S extends Slot> = {
  surface: VideoSurface;
  ways: PageWays;
  clock: PlayerClock;
  address: (wanted: Wanted, signal: AbortSignal, accepts: Accepts) => Promise<Addresses>;
  /** Waits until it is this deck's turn to connect. */
  enter: (signal: AbortSignal) => Promise<void>;
  qualityOf: (slot: S) => Quality;
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
      wish: () => ({ delay: 'usual', preferred: preferredWay() }),
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
    const wanted = { cameraId: slot.cameraId, quality: this.#options.qualityOf(slot) };
    this.#options.surface.mark('camera', wanted.cameraId);
    if (this.#plays(wanted)) return;
    this.#wanted = wanted;
    this.#pictured = false;
    this.#player.restart();
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

  stats() {
    return this.#player.stats();
  }

  [Symbol.dispose](): void {
    this.unload();
  }

  #plays({ cameraId, quality }: Wanted): boolean {
    const same = this.#wanted?.cameraId === cameraId && this.#wanted.quality === quality;
    return same && this.#player.state.name !== 'idle';
  }
}
