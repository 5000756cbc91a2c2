import type { PlayerState } from './state.ts';

/** A video element and its player, used again and again. */
export type Deck<S> = {
  load: (slot: S) => void;
  unload: () => void;
  /** To the front or behind it. */
  show: (front: boolean) => void;
  state: () => PlayerState;
  /** A picture came since it was loaded. */
  pictured: () => boolean;
};

const IDLE: PlayerState = { name: 'idle' };

/**
 * Two decks in one place: one is shown while the other connects behind it, and a swap only changes
 * which of them is in front, so that nothing ever turns black.
 */
export class DeckPair<S, D extends Deck<S> = Deck<S>> {
  readonly #decks: readonly [D, D];
  readonly #slots: [S | null, S | null] = [null, null];
  #front: 0 | 1 = 0;

  constructor(decks: readonly [D, D]) {
    this.#decks = decks;
  }

  /** Which of the two is in front. */
  get side(): 0 | 1 {
    return this.#front;
  }

  get front(): D {
    return this.#decks[this.#front];
  }

  get back(): D {
    return this.#decks[other(this.#front)];
  }

  /** What is in front; null: nothing. */
  get shown(): S | null {
    return this.#slots[this.#front];
  }

  /** What prepares behind it. */
  get next(): S | null {
    return this.#slots[other(this.#front)];
  }

  state(): PlayerState {
    return this.shown === null ? IDLE : this.front.state();
  }

  prepare(slot: S | null): void {
    this.#slots[other(this.#front)] = slot;
    if (slot === null) this.back.unload();
    else this.back.load(slot);
  }

  /** Brings the other one to the front; what was there is let go once that is on the screen. */
  swap(afterPaint: (run: () => void) => void): void {
    const before = this.#front;
    const left = this.#decks[before];
    this.#slots[before] = null;
    this.#front = other(before);
    this.front.show(true);
    left.show(false);
    afterPaint(() => {
      // What comes next may have taken it already.
      if (this.#slots[before] === null) left.unload();
    });
  }

  discard(): void {
    this.prepare(null);
  }

  /** Lets go of both. */
  clear(): void {
    this.#slots.fill(null);
    for (const deck of this.#decks) deck.unload();
  }
}

function other(side: 0 | 1): 0 | 1 {
  return side === 0 ? 1 : 0;
}
