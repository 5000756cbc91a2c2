import type { PlayerClock } from '../../_player/clock.ts';

/** So long before its turn a page connects out of sight. */
const LEAD_MS = 4_000;
/** A page is shown when so many of its cameras have a picture … */
const READY_SHARE = 0.8;
/** … or when it has been waited for so long. */
const WAIT_MS = 2_000;
const TICK_MS = 100;

export type Page = { readonly dwellMs: number };

/** What the runner moves: pictures on the screen and the page behind them. */
export type RunnerStage<P extends Page> = {
  /** Connects a page's cameras out of sight, instead of what was being prepared. */
  prepare: (page: P) => void;
  /** Of what is being prepared: cameras that have a picture, and cameras that can have one. */
  readiness: () => { ready: number; wanted: number };
  /** What was prepared comes to the front. */
  swap: () => void;
  /** Lets go of what was being prepared. */
  discard: () => void;
};

export type RunnerView = {
  /** null: the first page is still coming. */
  page: number | null;
  pages: number;
  round: number;
  playing: boolean;
  held: boolean;
  ended: boolean;
  dwellMs: number;
  remainingMs: number;
  /** The page on its way, and how far it is. */
  next: { page: number; ready: number; wanted: number } | null;
};

type RunnerOptions<P extends Page> = {
  /** Asked for every round: cameras come and go. Never empty; the same array where nothing changed. */
  pages: (round: number) => readonly P[];
  stage: RunnerStage<P>;
  clock: PlayerClock;
  loop: boolean;
  onChange: () => void;
  /** A page came to the front; `fresh`: a round begins with it; `stayed`: it was there already. */
  onPage: (at: { round: number; fresh: boolean; stayed: boolean }) => void;
  onEnd: () => void;
};

type Target = { round: number; page: number };
type Coming = Target & { wantedAt: number | null };

/** Leads through the pages: prepares the next, swaps when it is ready, waits, goes round. */
export class PatrolRunner<P extends Page> {
  readonly #options: RunnerOptions<P>;
  readonly #holds = new Set<string>();
  #round = 1;
  #pages: readonly P[];
  #nextPages: readonly P[] | null = null;
  #shown: number | null = null;
  #shownMs = 0;
  #coming: Coming | null = null;
  #playing = true;
  #ended = false;
  #lastTick: number;
  #endTicking: (() => void) | null = null;

  constructor(options: RunnerOptions<P>) {
    this.#options = options;
    this.#pages = options.pages(1);
    this.#lastTick = options.clock.now();
  }

  start(): void {
    if (this.#endTicking !== null || this.#ended) return;
    this.#lastTick = this.#options.clock.now();
    this.#endTicking = this.#options.clock.every(TICK_MS, () => this.#tick());
    this.#goTo({ round: 1, page: 0 });
  }

  view(): RunnerView {
    const dwellMs = this.#shown === null ? 0 : (this.#pages[this.#shown]?.dwellMs ?? 0);
    return {
      page: this.#shown,
      pages: this.#pages.length,
      round: this.#round,
      playing: this.#playing,
      held: this.#holds.size > 0,
      ended: this.#ended,
      dwellMs,
      remainingMs: Math.max(0, dwellMs - this.#shownMs),
      next:
        this.#coming === null
          ? null
          : { page: this.#coming.page, ...this.#options.stage.readiness() },
    };
  }

  play(): void {
    this.#playing = true;
    this.#options.onChange();
  }

  /** The page stays; what was being prepared is let go. */
  pause(): void {
    this.#playing = false;
    if (this.#coming?.wantedAt === null) this.#forgetComing();
    this.#options.onChange();
  }

  /** Like a pause, but by circumstances: nobody can look, or somebody is writing. */
  hold(reason: string, on: boolean): void {
    if (on) this.#holds.add(reason);
    else this.#holds.delete(reason);
    this.#options.onChange();
  }

  next(): void {
    const target = this.#after();
    if (target === null) this.#end();
    else this.#goTo(target);
  }

  previous(): void {
    const from = this.#coming?.wantedAt != null ? this.#coming.page : (this.#shown ?? 0);
    const last = this.#pages.length - 1;
    const page = from === 0 ? (this.#options.loop ? last : 0) : from - 1;
    this.#goTo({ round: this.#round, page });
  }

  jump(page: number): void {
    if (page >= 0 && page < this.#pages.length) this.#goTo({ round: this.#round, page });
  }

  [Symbol.dispose](): void {
    this.#endTicking?.();
    this.#endTicking = null;
    this.#ended = true;
  }

  /** What comes after the page on the screen, or after the one on its way if that was asked for. */
  #after(): Target | null {
    const asked = this.#coming !== null && this.#coming.wantedAt !== null ? this.#coming : null;
    const from = asked ?? { round: this.#round, page: this.#shown ?? -1 };
    const pages = from.round === this.#round ? this.#pages : (this.#nextPages ?? this.#pages);
    if (from.page + 1 < pages.length) return { round: from.round, page: from.page + 1 };
    return this.#options.loop ? { round: from.round + 1, page: 0 } : null;
  }

  /** As soon as it is ready; the page on the screen stays until then. */
  #goTo(target: Target): void {
    const now = this.#options.clock.now();
    if (this.#coming !== null && same(this.#coming, target)) this.#coming.wantedAt ??= now;
    else if (same({ round: this.#round, page: this.#shown ?? -1 }, target)) this.#stay();
    else {
      this.#prepare(target);
      if (this.#coming !== null) this.#coming.wantedAt = now;
    }
    this.#options.onChange();
  }

  /** Back to what is there already: its time begins again. */
  #stay(): void {
    this.#forgetComing();
    this.#shownMs = 0;
  }

  #prepare(target: Target): void {
    const page = this.#pageOf(target);
    if (page === undefined) return;
    this.#coming = { ...target, wantedAt: null };
    if (!this.#stays(target)) this.#options.stage.prepare(page);
  }

  /** A single page that comes again needs no second set of the same pictures. */
  #stays({ round }: Target): boolean {
    return round > this.#round && this.#pages.length === 1 && this.#nextPages === this.#pages;
  }

  #pageOf({ round, page }: Target): P | undefined {
    if (round === this.#round) return this.#pages[page];
    this.#nextPages = this.#options.pages(round);
    return this.#nextPages[page];
  }

  #forgetComing(): void {
    if (this.#coming === null) return;
    this.#coming = null;
    this.#options.stage.discard();
  }

  #tick(): void {
    const now = this.#options.clock.now();
    const passedMs = now - this.#lastTick;
    this.#lastTick = now;
    const counting = this.#playing && this.#holds.size === 0 && this.#shown !== null;
    if (counting) this.#count(passedMs, now);
    if (this.#coming !== null && this.#coming.wantedAt !== null) this.#swapWhenReady(now);
    this.#options.onChange();
  }

  #count(passedMs: number, now: number): void {
    this.#shownMs += passedMs;
    const dwellMs = this.#pages[this.#shown ?? 0]?.dwellMs ?? 0;
    const leftMs = dwellMs - this.#shownMs;
    if (leftMs > LEAD_MS) return;
    const target = this.#after();
    if (this.#coming === null && target !== null) this.#prepare(target);
    if (leftMs > 0) return;
    if (this.#coming !== null) this.#coming.wantedAt ??= now;
    else if (target === null) this.#end();
  }

  #swapWhenReady(now: number): void {
    const coming = this.#coming;
    if (coming === null || coming.wantedAt === null) return;
    const { ready, wanted } = this.#options.stage.readiness();
    if (ready < wanted * READY_SHARE && now - coming.wantedAt < WAIT_MS) return;
    const fresh = this.#shown === null || coming.round > this.#round;
    const stayed = this.#stays(coming);
    if (!stayed) this.#options.stage.swap();
    if (coming.round > this.#round && this.#nextPages !== null) this.#pages = this.#nextPages;
    this.#nextPages = null;
    this.#round = coming.round;
    this.#shown = coming.page;
    this.#shownMs = 0;
    this.#coming = null;
    this.#options.onPage({ round: this.#round, fresh, stayed });
  }

  #end(): void {
    if (this.#ended) return;
    this.#forgetComing();
    this[Symbol.dispose]();
    this.#options.onEnd();
  }
}

function same(a: Target, b: Target): boolean {
  return a.round === b.round && a.page === b.page;
}
