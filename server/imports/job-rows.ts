/** Rows of a running import job in the database. */
import type { Database, Db, Transaction } from '../platform/db.ts';
import { notify } from '../platform/notify.ts';
import type { RowVerdict } from './row-reader.ts';
import type { ImportSubject } from './schema.ts';

/** null: nothing to check here. Rows of a check that was interrupted are forgotten. */
export async function openUpload(
  db: Database,
  id: string,
): Promise<{ file: Uint8Array; subject: ImportSubject } | null> {
  const job = await db.importJob.findUnique({
    where: { id },
    select: { state: true, file: true, subject: true },
  });
  if (job?.state !== 'checking' || !job.file) return null;
  await db.importRow.deleteMany({ where: { jobId: id } });
  const zero = { done: 0, okCount: 0, errorCount: 0, newCount: 0, updateCount: 0 };
  await db.importJob.update({ where: { id }, data: zero });
  return { file: job.file, subject: job.subject };
}

export async function storeTotal(db: Db, id: string, total: number): Promise<void> {
  await db.importJob.update({ where: { id }, data: { total } });
}

/** false: the job was cancelled meanwhile. */
export async function storeChecked(
  db: Database,
  id: string,
  verdicts: readonly (RowVerdict & { rowNumber: number })[],
  last: boolean,
): Promise<boolean> {
  const count = (outcome: RowVerdict['outcome']) =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const [added, updated, errors] = [count('new'), count('update'), count('error')];
  return db.$transaction(async (tx) => {
    const alive = await tx.importJob.updateMany({
      where: { id, state: 'checking' },
      data: {
        done: { increment: verdicts.length },
        okCount: { increment: added + updated },
        errorCount: { increment: errors },
        newCount: { increment: added },
        updateCount: { increment: updated },
        ...(last ? { state: 'checked', file: null } : {}),
      },
    });
    if (alive.count === 0) return false;
    await tx.importRow.createMany({
      data: verdicts.map(({ data, errors: rowErrors, ...rest }) => ({
        jobId: id,
        ...rest,
        ...(data ? { data: JSON.parse(JSON.stringify(data)) } : {}),
        ...(rowErrors.length > 0 ? { errors: JSON.parse(JSON.stringify(rowErrors)) } : {}),
      })),
    });
    await notify(tx, 'import_progress', id);
    return true;
  });
}

export type StoredRow = { readonly rowNumber: number; readonly data: unknown };

/** Good rows behind a row number, in order. */
export async function goodRows(
  db: Db,
  jobId: string,
  after: number,
  limit: number,
): Promise<StoredRow[]> {
  return db.importRow.findMany({
    where: { jobId, outcome: { in: ['new', 'update'] }, rowNumber: { gt: after } },
    orderBy: { rowNumber: 'asc' },
    take: limit,
    select: { rowNumber: true, data: true },
  });
}

/** null: nothing to apply. `done`: so many good rows were written already, it goes on behind them. */
export async function jobToApply(
  db: Db,
  id: string,
): Promise<{ done: number; subject: ImportSubject } | null> {
  return db.importJob.findUnique({
    where: { id, state: 'applying' },
    select: { done: true, subject: true },
  });
}

export async function skipTo(db: Db, jobId: string, done: number): Promise<number> {
  if (done === 0) return 0;
  const rows = await db.importRow.findMany({
    where: { jobId, outcome: { in: ['new', 'update'] } },
    orderBy: { rowNumber: 'asc' },
    skip: done - 1,
    take: 1,
    select: { rowNumber: true },
  });
  return rows[0]?.rowNumber ?? 0;
}

/** false: the job was cancelled; the transaction should be given up. */
export async function noteApplied(tx: Transaction, id: string, count: number): Promise<boolean> {
  const alive = await tx.importJob.updateMany({
    where: { id, state: 'applying' },
    data: { done: { increment: count } },
  });
  await notify(tx, 'import_progress', id);
  return alive.count === 1;
}

export async function noteFinished(db: Db, id: string): Promise<void> {
  await db.importJob.updateMany({
    where: { id, state: 'applying' },
    data: { state: 'applied' },
  });
  await notify(db, 'import_progress', id);
}
