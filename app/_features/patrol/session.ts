import type { CameraStatus } from '../../../server/cameras/schema.ts';
import type { PatrolProgram, ShownRecord } from '../../../server/patrols/schema.ts';
import type { PlayerClock } from '../../_player/clock.ts';
import type { Deck } from '../../_player/deck.ts';
import { cellCount } from '../wall/layouts.ts';
import { type PatrolPage, type PatrolSlot, pagesOf, samePages } from './program.ts';
import type { Remark, RunOutbox } from './run-outbox.ts';
import { PatrolRunner, type RunnerView } from './runner.ts';
import { type CellView, PatrolStage } from './stage.ts';

/** Often enough for a record to be right when the page is lost, seldom enough for the server. */
const TELL_MS = 5_000;
const CAPTURE_MS = 500;
/** First frames of a stream may still be coarse. */
const SETTLED_MS = 1_500;

type Options = {
  program: PatrolProgram;
  decks: readonly (readonly [Deck<PatrolSlot>, Deck<PatrolSlot>])[];
  outbox: RunOutbox;
  clock: PlayerClock;
  wallNow: () => number;
  newId: () => string;
  statusOf: (cameraId: string) => CameraStatus;
  /** A live event holds its cell. */
  holds: (cameraId: string) => boolean;
  /** Calls the slot's preset. @returns the code of what went wrong, or null */
  aim: (slot: PatrolSlot) => Promise<string | null>;
  afterPaint: (run: () => void) => void;
  /** The frame a deck shows now; null: none. */
  capture: (cell: number, side: 0 | 1) => Promise<Blob | null>;
  onChange: () => void;
  onEnd: () => void;
};

export type PatrolCell = CellView<PatrolSlot> & { readonly record: ShownRecord | null };
export type PatrolView = {
  readonly runner: RunnerView;
  readonly cells: readonly PatrolCell[];
  /** Of this round. */
  readonly counts: { planned: number; seen: number; normal: number; abnormal: number };
};

/** One patrol on one page: leads through the pages, and tells what was really seen. */
export class PatrolSession {
  readonly #options: Options;
  readonly #stage: PatrolStage<PatrolSlot>;
  readonly #runner: PatrolRunner<PatrolPage>;
  readonly #timers: (() => void)[] = [];
  #pages: readonly PatrolPage[] = [];
  #runId: string | null = null;
  #captured = new Set<number>();
  /** What came of calling presets, by position, until their page is on the screen. */
  readonly #aims = new Map<number, string | null>();

  constructor(options: Options) {
    this.#options = options;
    const { program, decks, clock, statusOf } = options;
    this.#stage = new PatrolStage({
      decks,
      holds: ({ cameraId }) => options.holds(cameraId),
      expects: ({ cameraId }) => statusOf(cameraId) !== 'offline',
      aim: (slot) => void this.#aim(slot),
      afterPaint: options.afterPaint,
      wallNow: options.wallNow,
      onShown: ({ position, cameraId }, shown) => {
        if (this.#runId === null) return;
        options.outbox.show(this.#runId, position, shown, statusOf(cameraId));
      },
      onChange: options.onChange,
    });
    this.#runner = new PatrolRunner({
      pages: () => this.#pagesNow(),
      stage: this.#stage,
      clock,
      loop: program.loop,
      onChange: options.onChange,
      onPage: ({ round, fresh, stayed }) => {
        if (stayed) this.#stage.tell();
        if (fresh) this.#beginRun(round);
        this.#tellAims();
      },
      onEnd: () => {
        this.#finish('done');
        options.onEnd();
      },
    });
  }

  get runner(): PatrolRunner<PatrolPage> {
    return this.#runner;
  }

  start(): void {
    const { clock } = this.#options;
    this.#runner.start();
    this.#timers.push(clock.every(TELL_MS, () => this.#stage.tell()));
    if (this.#options.program.attested)
      this.#timers.push(clock.every(CAPTURE_MS, () => this.#captureSettled()));
  }

  frontOf(position: number): { cell: number; side: 0 | 1 } | null {
    return this.#stage.frontOf(position);
  }

  /** A player's state changed. */
  observe(): void {
    this.#stage.observe();
  }

  setVisible(visible: boolean): void {
    this.#stage.setVisible(visible);
    this.#runner.hold('hidden', !visible);
  }

  remark(position: number, remark: Remark): void {
    if (this.#runId === null) return;
    this.#stage.tell();
    const seen = this.#options.outbox.record(this.#runId, position)?.shownFrom;
    // Nobody attests what nobody has seen; that there is nothing to see is another matter.
    if (remark.remark === 'normal' && !seen) return;
    this.#options.outbox.remark(this.#runId, position, remark);
    void this.#capture(position);
  }

  view(): PatrolView {
    const { outbox, program } = this.#options;
    const runId = this.#runId;
    const recordOf = (position: number) =>
      runId === null ? null : (outbox.record(runId, position) ?? null);
    const records = program.entries.flatMap((_, position) => recordOf(position) ?? []);
    const count = (test: (record: ShownRecord) => boolean) => records.filter(test).length;
    return {
      runner: this.#runner.view(),
      cells: this.#stage.cells().map((cell) => ({
        ...cell,
        record: cell.slot === null ? null : recordOf(cell.slot.position),
      })),
      counts: {
        planned: program.entries.length,
        seen: count(({ shownFrom }) => shownFrom !== null),
        normal: count(({ remark }) => remark === 'normal'),
        abnormal: count(({ remark }) => remark === 'abnormal'),
      },
    };
  }

  [Symbol.dispose](): void {
    for (const stop of this.#timers.splice(0)) stop();
    this.#runner[Symbol.dispose]();
    this.#finish('stopped');
    this.#stage[Symbol.dispose]();
  }

  #pagesNow(): readonly PatrolPage[] {
    const { program, statusOf } = this.#options;
    const fresh = pagesOf(program, cellCount(program.layout), statusOf);
    if (!samePages(fresh, this.#pages)) this.#pages = fresh;
    return this.#pages;
  }

  #beginRun(round: number): void {
    const { outbox, program, newId } = this.#options;
    if (this.#runId !== null) outbox.end(this.#runId, 'done');
    const id = newId();
    this.#runId = id;
    this.#captured = new Set();
    outbox.begin({ id, planId: program.id, round });
  }

  #finish(how: 'done' | 'stopped'): void {
    this.#stage.tell();
    if (this.#runId !== null) this.#options.outbox.end(this.#runId, how);
    this.#runId = null;
  }

  async #aim(slot: PatrolSlot): Promise<void> {
    if (slot.preset === null) return;
    this.#aims.delete(slot.position);
    this.#aims.set(slot.position, await this.#options.aim(slot));
    this.#tellAims();
  }

  /** A camera that stayed where it was is part of the record; the patrol goes on. */
  #tellAims(): void {
    const { outbox } = this.#options;
    const runId = this.#runId;
    if (runId === null) return;
    for (const [position, failure] of this.#aims) {
      if (this.#stage.frontOf(position) === null) continue;
      this.#aims.delete(position);
      const known = outbox.record(runId, position)?.presetFailure ?? null;
      if (failure !== known) outbox.aim(runId, position, failure);
    }
  }

  #captureSettled(): void {
    const { dwellMs, remainingMs } = this.#runner.view();
    if (dwellMs - remainingMs < SETTLED_MS) return;
    for (const { slot, state } of this.#stage.cells())
      if (slot !== null && state.name === 'playing' && !this.#captured.has(slot.position))
        void this.#capture(slot.position);
  }

  /** Also again when somebody has judged it: the last one is what they saw. */
  async #capture(position: number): Promise<void> {
    const { program, outbox, wallNow, capture } = this.#options;
    const place = this.#stage.frontOf(position);
    const runId = this.#runId;
    if (!program.attested || place === null || runId === null) return;
    this.#captured.add(position);
    const takenAt = Math.round(wallNow());
    const jpeg = await capture(place.cell, place.side);
    if (jpeg !== null) outbox.picture({ runId, position, takenAt, jpeg });
  }
}
