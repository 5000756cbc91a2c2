import type { Quality } from '../../server/cameras/schema.ts';
import { type Deck, DeckPair } from './deck.ts';
import type { PlayerState } from './state.ts';
import type { Wish } from './ways.ts';

/** One camera as it should be shown. */
export type Wanted = {
  readonly cameraId: string;
  readonly quality: Quality;
  readonly delay: Wish['delay'];
};

type Options<D extends Deck<Wanted>> = {
  readonly decks: readonly [D, D];
  /** Runs when what was changed is on the screen. */
  readonly afterPaint: (run: () => void) => void;
  readonly onChange: () => void;
};

/**
 * One camera's picture that never turns black: its sub stream first because that comes faster, and
 * whatever else is wanted prepares behind it and takes over with its first picture.
 */
export class SteadyPicture<D extends Deck<Wanted>> {
  readonly #options: Options<D>;
  readonly #pair: DeckPair<Wanted, D>;
  #wanted: Wanted | null = null;
  /** What cannot be had at all; tried again when something else was wanted meanwhile. */
  #hopeless: Wanted | null = null;
  #running = false;

  constructor(options: Options<D>) {
    this.#options = options;
    this.#pair = new DeckPair(options.decks);
  }

  get shown(): Wanted | null {
    return this.#pair.shown;
  }

  /** The deck before somebody's eyes. */
  get front(): D {
    return this.#pair.front;
  }

  state(): PlayerState {
    return this.#pair.state();
  }

  want(wanted: Wanted): void {
    if (isSame(wanted, this.#wanted)) return;
    this.#wanted = wanted;
    this.#hopeless = null;
    this.observe();
  }

  start(): void {
    if (this.#running || this.#wanted === null) return;
    this.#running = true;
    this.#pair.prepare({ ...this.#wanted, quality: 'sub' });
    this.#pair.swap(this.#options.afterPaint);
    this.#options.onChange();
  }

  stop(): void {
    if (!this.#running) return;
    this.#running = false;
    this.#hopeless = null;
    this.#pair.clear();
    this.#options.onChange();
  }

  /** A deck's state changed. */
  observe(): void {
    if (!this.#running) return;
    this.#settle();
    this.#options.onChange();
  }

  #settle(): void {
    const wanted = this.#wanted;
    const { next, shown } = this.#pair;
    if (wanted === null) return;
    if (isSame(wanted, shown)) {
      if (next !== null) this.#pair.discard();
      return;
    }
    if (!isSame(wanted, next)) {
      if (!isSame(wanted, this.#hopeless) && this.#isSettled()) this.#pair.prepare(wanted);
      return;
    }
    const state = this.#pair.back.state();
    if (state.name === 'playing') this.#pair.swap(this.#options.afterPaint);
    if (state.name !== 'failed' || !state.failure.final) return;
    this.#hopeless = wanted;
    this.#pair.discard();
  }

  /** The first picture is not made late by a second one that wants to be decoded too. */
  #isSettled(): boolean {
    const { name } = this.#pair.state();
    return name === 'playing' || name === 'failed';
  }
}

function isSame(one: Wanted | null, other: Wanted | null): boolean {
  return (
    one !== null &&
    one.cameraId === other?.cameraId &&
    one.quality === other.quality &&
    one.delay === other.delay
  );
}
