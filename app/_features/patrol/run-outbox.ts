import type {
  PatrolBeginInput,
  PatrolEndInput,
  ShownRecord,
} from '../../../server/patrols/schema.ts';
import type { PlayerClock } from '../../_player/clock.ts';
import type { KeptRun, RunKeeper } from './run-keeper.ts';

/** News are told this often; the server takes a page for gone that says nothing for 90 s. */
const FLUSH_MS = 3_000;
const HEARTBEAT_MS = 20_000;
const RETRY_MS = { first: 1_000, most: 30_000 } as const;
const RECORDS_AT_ONCE = 100;
/** Some 12 MB: older ones make room, and their records say that there is no picture. */
const MOST_PICTURES = 150;

/** What the outbox needs of the server; a rejection is judged by `isFinal`. */
export type RunServer = {
  begin: (input: PatrolBeginInput) => Promise<unknown>;
  report: (input: { runId: string; records: ShownRecord[] }) => Promise<unknown>;
  end: (input: PatrolEndInput) => Promise<unknown>;
  picture: (input: Picture) => Promise<unknown>;
  /** Asking again cannot help. */
  isFinal: (error: unknown) => boolean;
};

export type Picture = { runId: string; position: number; takenAt: number; jpeg: Blob };
export type Remark = Pick<ShownRecord, 'remark' | 'abnormality' | 'note' | 'failed'>;

type Options = {
  server: RunServer;
  keeper: RunKeeper;
  clock: PlayerClock;
  /** UTC milliseconds by the server's clock, as far as known. */
  wallNow: () => number;
  /** The server will never take this: somebody must know. */
  onRefused: (error: unknown) => void;
  onChange: () => void;
};

/**
 * What a patrol has to tell, kept until the server has it: the beginning of a run, what was shown,
 * how it ended. Everything is told in full and under ids of this page's own, so telling it twice
 * after a lost answer changes nothing; what is not told yet survives a reload.
 */
export class RunOutbox {
  readonly #options: Options;
  readonly #runs = new Map<string, KeptRun>();
  readonly #pictures: Picture[] = [];
  #life: AbortController | null = null;
  #flight: Promise<void> | null = null;
  #failures = 0;
  #nextTryAt = 0;
  #toldAt = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Also takes up what an earlier page could not tell any more. */
  start(): void {
    if (this.#life !== null) return;
    const life = new AbortController();
    this.#life = life;
    for (const run of this.#options.keeper.orphans(this.#options.wallNow()))
      this.#runs.set(run.id, run);
    const stop = this.#options.clock.every(FLUSH_MS, () => void this.flush());
    life.signal.addEventListener('abort', stop);
  }

  /** News waiting to be told. */
  get waiting(): number {
    const runs = [...this.#runs.values()];
    const news = runs.reduce((sum, run) => sum + run.dirty.length + (run.begun ? 0 : 1), 0);
    return news + this.#pictures.length;
  }

  get troubled(): boolean {
    return this.#failures > 0;
  }

  begin(run: { id: string; planId: string; round: number }): void {
    const now = this.#options.wallNow();
    const kept: KeptRun = {
      ...run,
      startedAt: now,
      begun: false,
      records: [],
      dirty: [],
      end: null,
      touchedAt: now,
    };
    this.#runs.set(run.id, kept);
    this.#touch(kept);
    void this.flush();
  }

  /** A camera was on the screen for a while more. */
  show(
    runId: string,
    position: number,
    shown: { from: number; to: number },
    status: ShownRecord['status'],
  ): void {
    this.#change(runId, position, (record) => ({
      ...record,
      shownFrom: record.shownFrom ?? new Date(shown.from),
      shownTo: new Date(shown.to),
      shownMs: record.shownMs + Math.max(0, Math.round(shown.to - shown.from)),
      status,
    }));
  }

  /** Why it does not look where the plan says; null: it does. */
  aim(runId: string, position: number, presetFailure: string | null): void {
    this.#change(runId, position, (record) => ({ ...record, presetFailure }));
  }

  remark(runId: string, position: number, remark: Remark): void {
    const remarkedAt = new Date(this.#options.wallNow());
    this.#change(runId, position, (record) => ({ ...record, ...remark, remarkedAt }));
  }

  picture(picture: Picture): void {
    const before = this.#pictures.findIndex(
      ({ runId, position }) => runId === picture.runId && position === picture.position,
    );
    if (before !== -1) this.#pictures.splice(before, 1);
    this.#pictures.push(picture);
    if (this.#pictures.length > MOST_PICTURES) this.#pictures.shift();
  }

  end(runId: string, how: PatrolEndInput['how']): void {
    const run = this.#runs.get(runId);
    if (run === undefined || run.end !== null) return;
    run.end = { how, at: this.#options.wallNow() };
    this.#touch(run);
    void this.flush();
  }

  record(runId: string, position: number): ShownRecord | undefined {
    return this.#runs.get(runId)?.records[position];
  }

  /** Tells what there is to tell, unless the last try failed a moment ago. */
  flush(): Promise<void> {
    const now = this.#options.clock.now();
    if (this.#flight === null && now < this.#nextTryAt) return Promise.resolve();
    this.#flight ??= this.#flushAll(now);
    return this.#flight;
  }

  /** Tells the rest as far as it goes, and stops. What is left the next page tells. */
  async close(): Promise<void> {
    await this.flush(); // one that began before the last news
    await this.flush();
    this[Symbol.dispose]();
  }

  async #flushAll(now: number): Promise<void> {
    try {
      for (const run of [...this.#runs.values()]) await this.#tell(run, now);
      await this.#sendPictures();
      this.#failures = 0;
    } catch {
      // No way to the server now: everything stays here, the next try comes later and later.
      this.#failures += 1;
      this.#nextTryAt = now + Math.min(RETRY_MS.first * 2 ** this.#failures, RETRY_MS.most);
    } finally {
      this.#flight = null;
      this.#options.onChange();
    }
  }

  [Symbol.dispose](): void {
    this.#life?.abort();
    this.#life = null;
  }

  async #tell(run: KeptRun, now: number): Promise<void> {
    const { server } = this.#options;
    if (!run.begun) {
      const { id, planId, round } = run;
      const begin = () => server.begin({ id, planId, round, startedAt: new Date(run.startedAt) });
      if (!(await this.#deliver(run, begin))) return;
      run.begun = true;
    }
    const alive = run.end === null && now - this.#toldAt >= HEARTBEAT_MS;
    if (run.dirty.length > 0 || alive) await this.#report(run, now);
    if (run.end === null || !this.#runs.has(run.id)) return this.#touch(run);
    if (this.#pictures.some(({ runId }) => runId === run.id)) await this.#sendPictures();
    const { how, at } = run.end;
    if (await this.#deliver(run, () => server.end({ runId: run.id, how, at: new Date(at) })))
      this.#forget(run);
  }

  async #report(run: KeptRun, now: number): Promise<void> {
    do {
      const told = run.dirty.slice(0, RECORDS_AT_ONCE);
      const records = told.flatMap((position) => run.records[position] ?? []);
      const report = () => this.#options.server.report({ runId: run.id, records });
      if (!(await this.#deliver(run, report))) return;
      this.#toldAt = now;
      // What changed while it was on its way is told again.
      run.dirty = run.dirty.filter(
        (position) => !told.includes(position) || !records.includes(run.records[position] ?? NONE),
      );
    } while (run.dirty.length > 0);
  }

  async #sendPictures(): Promise<void> {
    for (const picture of [...this.#pictures]) {
      const run = this.#runs.get(picture.runId);
      if (run !== undefined && !run.begun) continue;
      try {
        await this.#options.server.picture(picture);
      } catch (error) {
        if (!this.#options.server.isFinal(error)) throw error;
        this.#options.onRefused(error);
      }
      const at = this.#pictures.indexOf(picture);
      if (at !== -1) this.#pictures.splice(at, 1);
    }
  }

  /** @returns false where the server will never take it; throws where trying again may help */
  async #deliver(run: KeptRun, send: () => Promise<unknown>): Promise<boolean> {
    try {
      await send();
      return true;
    } catch (error) {
      if (!this.#options.server.isFinal(error)) throw error;
      this.#forget(run);
      this.#options.onRefused(error);
      return false;
    }
  }

  #change(runId: string, position: number, change: (record: ShownRecord) => ShownRecord): void {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    run.records[position] = change(run.records[position] ?? { ...NONE, position });
    if (!run.dirty.includes(position)) run.dirty.push(position);
    this.#touch(run);
    this.#options.onChange();
  }

  #touch(run: KeptRun): void {
    run.touchedAt = this.#options.wallNow();
    if (this.#runs.has(run.id)) this.#options.keeper.keep(run);
  }

  #forget(run: KeptRun): void {
    this.#runs.delete(run.id);
    this.#options.keeper.forget(run.id);
  }
}

const NONE: ShownRecord = {
  position: 0,
  shownFrom: null,
  shownTo: null,
  shownMs: 0,
  status: null,
  presetFailure: null,
  remark: null,
  abnormality: null,
  note: null,
  failed: [],
  remarkedAt: null,
};
