/** What happens to cameras and beside the roads, told to every browser in order and caught up with after a break. */
import { z } from 'zod';
import type { Database, Transaction } from '../platform/db.ts';
import type { Logger } from '../platform/logger.ts';
import { type Notifications, notify } from '../platform/notify.ts';
import { cameraStatusSchema, type RememberedChange } from './schema.ts';

/** Changes get their numbers in the order they become visible: numbering waits for the commit before. */
const ORDER_LOCK = 5_712_063;
/** Remembered for those who were away for a moment; who was away longer loads everything again. */
const MAX_REMEMBERED = 2_000;
const MAX_READ = 1_000;

const storedSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('status'),
    id: z.string(),
    status: cameraStatusSchema,
    statusSince: z.coerce.date(),
    reason: z.string().nullable(),
  }),
  z.object({ type: z.literal('upserted'), id: z.string() }),
  z.object({ type: z.literal('removed'), ids: z.array(z.string()) }),
  z.object({ type: z.literal('picture'), id: z.string(), takenAt: z.coerce.date() }),
  z.object({ type: z.literal('roadside') }),
  z.object({ type: z.literal('reset') }),
]);

/** Call it last in the transaction: until the commit all other changes wait. */
export async function publishChanges(
  tx: Transaction,
  changes: readonly RememberedChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await tx.$executeRaw`select pg_advisory_xact_lock(${ORDER_LOCK})`;
  await tx.cameraChange.createMany({
    data: changes.map((change) => ({ payload: JSON.parse(JSON.stringify(change)) })),
  });
  await notify(tx, 'camera_changes', '');
}

type Numbered = { readonly number: bigint; readonly change: RememberedChange };

/** Reads each change once per process, however many browsers follow. */
export class CameraChanges implements Disposable {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #unlisten: () => void;
  #recent: Numbered[] = [];
  /** Everything up to here has been read; `#forgotten`: everything up to there is no longer held. */
  #head = 0n;
  #forgotten = 0n;
  #pumping: Promise<void> | null = null;
  #again = false;
  #changed = Promise.withResolvers<void>();

  private constructor(db: Database, notifications: Notifications, log: Logger) {
    this.#db = db;
    this.#log = log;
    this.#unlisten = notifications.listen('camera_changes', () => this.#wake());
  }

  static async open(db: Database, notifications: Notifications, log: Logger) {
    const changes = new CameraChanges(db, notifications, log);
    const { _max } = await db.cameraChange.aggregate({ _max: { id: true } });
    changes.#head = _max.id ?? 0n;
    const rows = await db.cameraChange.findMany({ orderBy: { id: 'desc' }, take: MAX_READ });
    changes.#forgotten = changes.#head;
    changes.#remember(rows.reverse());
    changes.#forgotten = (rows[0]?.id ?? changes.#head + 1n) - 1n;
    changes.#wake();
    return changes;
  }

  /** Number of the newest that was read. */
  get head(): string {
    return String(this.#head);
  }

  /** Changes behind `lastEventId`, or from now on; ends when the signal aborts. */
  async *follow(
    lastEventId: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [string, RememberedChange]> {
    let cursor = /^\d{1,18}$/.test(lastEventId ?? '') ? BigInt(lastEventId ?? 0) : this.#head;
    const aborted = new Promise<void>((done) => signal.addEventListener('abort', () => done()));
    while (!signal.aborted) {
      if (cursor < this.#forgotten || cursor > this.#head) {
        cursor = this.#head;
        yield [String(cursor), { type: 'reset' }];
      }
      const { promise } = this.#changed;
      for (const { number, change } of this.#behind(cursor)) {
        cursor = number;
        yield [String(number), change];
      }
      if (cursor === this.#head) await Promise.race([promise, aborted]);
    }
  }

  #behind(cursor: bigint): Numbered[] {
    return this.#recent.filter((entry) => entry.number > cursor);
  }

  #wake(): void {
    this.#again = true;
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = null;
    });
  }

  async #pump(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        const rows = await this.#db.cameraChange.findMany({
          where: { id: { gt: this.#head } },
          orderBy: { id: 'asc' },
          take: MAX_READ,
        });
        if (rows.length === 0) continue;
        this.#again ||= rows.length === MAX_READ;
        this.#remember(rows);
        const { resolve } = this.#changed;
        this.#changed = Promise.withResolvers();
        resolve();
      } catch (error) {
        this.#log.warn({ error }, 'camera changes not read');
        return; // the next notification tries again
      }
    }
  }

  #remember(rows: readonly { id: bigint; payload: unknown }[]): void {
    for (const { id, payload } of rows) {
      this.#head = id;
      const parsed = storedSchema.safeParse(payload);
      // From a newer version of the server during an upgrade: the browser loads everything.
      const change = parsed.success ? parsed.data : ({ type: 'reset' } as const);
      this.#recent.push({ number: id, change });
    }
    const excess = this.#recent.length - MAX_REMEMBERED;
    if (excess > 0) this.#forgotten = this.#recent.splice(0, excess).at(-1)?.number ?? 0n;
  }

  [Symbol.dispose](): void {
    this.#unlisten();
  }
}
