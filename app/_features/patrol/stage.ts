import { type Deck, DeckPair } from '../../_player/deck.ts';
import type { PlayerState } from '../../_player/state.ts';
import type { RunnerStage } from './runner.ts';

/** One camera on a page. */
export type Slot = { readonly position: number; readonly cameraId: string };
export type StagePage<S extends Slot> = {
  readonly dwellMs: number;
  readonly slots: readonly S[];
};

type StageOptions<S extends Slot> = {
  /** Two for every cell: one is shown, the other prepares. */
  decks: readonly (readonly [Deck<S>, Deck<S>])[];
  /** Whether a picture of this camera can be hoped for. */
  expects: (slot: S) => boolean;
  /** Something happens there: its cell keeps it when the page changes. */
  holds: (slot: S) => boolean;
  /** Has the camera look where the plan says. */
  aim: (slot: S) => void;
  /** Runs when what was changed is on the screen. */
  afterPaint: (run: () => void) => void;
  wallNow: () => number;
  /** A camera was on the screen with moving pictures for a while: from, to, and whether it still is. */
  onShown: (slot: S, shown: { from: number; to: number }) => void;
  onChange: () => void;
};

/** A cell on the screen. */
export type CellView<S extends Slot> = {
  /** null: the cell is empty. */
  readonly slot: S | null;
  readonly state: PlayerState;
  readonly pictured: boolean;
  /** What prepares behind it. */
  readonly next: S | null;
};

type Cell<S extends Slot> = {
  readonly pair: DeckPair<S>;
  /** Since when pictures of the front move before somebody's eyes. */
  shownSince: number | null;
};

/**
 * Cells with two decks each: the page on the screen plays on one while the next connects on the
 * other, and a swap only changes which of them is in front.
 */
export class PatrolStage<S extends Slot> implements RunnerStage<StagePage<S>> {
  readonly #options: StageOptions<S>;
  readonly #cells: Cell<S>[];
  /** Of the page that prepares: told ahead, so that they have arrived by then. */
  readonly #aimed = new Set<S>();
  #visible = true;
  #disposed = false;

  constructor(options: StageOptions<S>) {
    this.#options = options;
    this.#cells = options.decks.map((decks) => ({ pair: new DeckPair(decks), shownSince: null }));
  }

  prepare(page: StagePage<S>): void {
    const shown = new Set(this.#cells.map(({ pair }) => pair.shown?.cameraId));
    this.#aimed.clear();
    for (const slot of page.slots) if (!shown.has(slot.cameraId)) this.#aim(slot);
    this.#cells.forEach(({ pair }, index) => {
      pair.prepare(page.slots[index] ?? null);
    });
  }

  readiness(): { ready: number; wanted: number } {
    let [ready, wanted] = [0, 0];
    for (const { pair } of this.#cells) {
      if (pair.next === null || !this.#options.expects(pair.next)) continue;
      const state = pair.back.state();
      wanted += 1;
      const hopeless = state.name === 'failed' && state.failure.final;
      if (state.name === 'playing' || hopeless) ready += 1;
    }
    return { ready, wanted };
  }

  swap(): void {
    this.#closeAll();
    for (const { pair } of this.#cells) {
      if (pair.shown !== null && this.#options.holds(pair.shown)) {
        pair.discard();
        continue;
      }
      pair.swap(this.#options.afterPaint);
      if (pair.shown !== null && !this.#aimed.has(pair.shown)) this.#aim(pair.shown);
    }
    this.#aimed.clear();
    this.observe();
  }

  discard(): void {
    this.#aimed.clear();
    for (const { pair } of this.#cells) pair.discard();
  }

  /** Somebody can see the page, or not: its tab is behind another. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.observe();
  }

  /** A player's state changed: is the camera in front really shown? */
  observe(): void {
    if (this.#disposed) return;
    for (const cell of this.#cells) {
      const shown =
        cell.pair.shown !== null && cell.pair.state().name === 'playing' && this.#visible;
      if (shown && cell.shownSince === null) cell.shownSince = this.#options.wallNow();
      if (!shown) this.#close(cell);
    }
    this.#options.onChange();
  }

  /** Tells how long what is on the screen has been there so far. */
  tell(): void {
    for (const cell of this.#cells) {
      const since = cell.shownSince;
      this.#close(cell);
      if (since !== null) cell.shownSince = this.#options.wallNow();
    }
  }

  cells(): CellView<S>[] {
    return this.#cells.map(({ pair }) => ({
      slot: pair.shown,
      next: pair.next,
      state: pair.state(),
      pictured: pair.front.pictured(),
    }));
  }

  /** Where a camera's picture is, while it is in front. */
  frontOf(position: number): { cell: number; side: 0 | 1 } | null {
    const cell = this.#cells.findIndex(({ pair }) => pair.shown?.position === position);
    const side = this.#cells[cell]?.pair.side;
    return side === undefined ? null : { cell, side };
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#closeAll();
    this.#disposed = true;
    for (const { pair } of this.#cells) pair.clear();
  }

  #aim(slot: S): void {
    this.#aimed.add(slot);
    this.#options.aim(slot);
  }

  #closeAll(): void {
    for (const cell of this.#cells) this.#close(cell);
  }

  #close(cell: Cell<S>): void {
    const slot = cell.pair.shown;
    const from = cell.shownSince;
    cell.shownSince = null;
    if (slot === null || from === null) return;
    this.#options.onShown(slot, { from, to: this.#options.wallNow() });
  }
}
