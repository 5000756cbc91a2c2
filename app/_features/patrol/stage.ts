import type { PlayerState } from '../../_player/state.ts';
import type { RunnerStage } from './runner.ts';

/** One camera on a page. */
export type Slot = { readonly position: number; readonly cameraId: string };
export type StagePage<S extends Slot> = {
  readonly dwellMs: number;
  readonly slots: readonly S[];
};

/** A video element and its player, used again and again. */
export type Deck<S extends Slot> = {
  load: (slot: S) => void;
  unload: () => void;
  /** To the front or behind it. */
  show: (front: boolean) => void;
  state: () => PlayerState;
  /** A picture came since it was loaded. */
  pictured: () => boolean;
};

type StageOptions<S extends Slot> = {
  /** Two for every cell: one is shown, the other prepares. */
  decks: readonly (readonly [Deck<S>, Deck<S>])[];
  /** Whether a picture of this camera can be hoped for. */
  expects: (slot: S) => boolean;
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
const IDLE: PlayerState = { name: 'idle' };

type Cell<S extends Slot> = {
  front: 0 | 1;
  readonly slots: [S | null, S | null];
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
  #visible = true;
  #disposed = false;

  constructor(options: StageOptions<S>) {
    this.#options = options;
    this.#cells = options.decks.map(() => ({ front: 0, slots: [null, null], shownSince: null }));
  }

  prepare(page: StagePage<S>): void {
    this.#cells.forEach((cell, index) => {
      const back = other(cell.front);
      const slot = page.slots[index] ?? null;
      cell.slots[back] = slot;
      const deck = this.#options.decks[index]?.[back];
      if (slot === null) deck?.unload();
      else deck?.load(slot);
    });
  }

  readiness(): { ready: number; wanted: number } {
    let [ready, wanted] = [0, 0];
    this.#cells.forEach((cell, index) => {
      const back = other(cell.front);
      const slot = cell.slots[back];
      const state = this.#options.decks[index]?.[back].state();
      if (slot === null || state === undefined || !this.#options.expects(slot)) return;
      wanted += 1;
      const hopeless = state.name === 'failed' && state.failure.final;
      if (state.name === 'playing' || hopeless) ready += 1;
    });
    return { ready, wanted };
  }

  swap(): void {
    this.#closeAll();
    const left: Deck<S>[] = [];
    this.#cells.forEach((cell, index) => {
      const decks = this.#options.decks[index];
      const before = cell.front;
      cell.slots[before] = null;
      cell.front = other(before);
      decks?.[cell.front].show(true);
      decks?.[before].show(false);
      if (decks) left.push(decks[before]);
    });
    this.#options.afterPaint(() => {
      for (const deck of left) if (!this.#isLoaded(deck)) deck.unload();
    });
    this.observe();
  }

  discard(): void {
    this.#cells.forEach((cell, index) => {
      const back = other(cell.front);
      cell.slots[back] = null;
      this.#options.decks[index]?.[back].unload();
    });
  }

  /** Somebody can see the page, or not: its tab is behind another. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.observe();
  }

  /** A player's state changed: is the camera in front really shown? */
  observe(): void {
    if (this.#disposed) return;
    this.#cells.forEach((cell, index) => {
      const playing = this.#options.decks[index]?.[cell.front].state().name === 'playing';
      const shown = cell.slots[cell.front] !== null && playing && this.#visible;
      if (shown && cell.shownSince === null) cell.shownSince = this.#options.wallNow();
      if (!shown) this.#close(cell);
    });
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
    return this.#cells.map(({ front, slots }, index) => {
      const deck = this.#options.decks[index]?.[front];
      const state = deck?.state() ?? IDLE;
      return {
        slot: slots[front],
        next: slots[other(front)],
        state,
        pictured: deck?.pictured() ?? false,
      };
    });
  }

  /** Where a camera's picture is, while it is in front. */
  frontOf(position: number): { cell: number; side: 0 | 1 } | null {
    const cell = this.#cells.findIndex(({ front, slots }) => slots[front]?.position === position);
    const front = this.#cells[cell]?.front;
    return front === undefined ? null : { cell, side: front };
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#closeAll();
    this.#disposed = true;
    for (const pair of this.#options.decks) for (const deck of pair) deck.unload();
  }

  #closeAll(): void {
    for (const cell of this.#cells) this.#close(cell);
  }

  #close(cell: Cell<S>): void {
    const slot = cell.slots[cell.front];
    const from = cell.shownSince;
    cell.shownSince = null;
    if (slot === null || from === null) return;
    this.#options.onShown(slot, { from, to: this.#options.wallNow() });
  }

  /** The next page may have taken the deck already. */
  #isLoaded(deck: Deck<S>): boolean {
    return this.#cells.some((cell, index) =>
      this.#options.decks[index]?.some((own, side) => own === deck && cell.slots[side] !== null),
    );
  }
}

function other(side: 0 | 1): 0 | 1 {
  return side === 0 ? 1 : 0;
}
