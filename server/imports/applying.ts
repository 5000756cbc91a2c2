import { AppError } from '../platform/errors.ts';
import type { Services } from '../trpc/context.ts';
import {
  goodRows,
  jobToApply,
  noteApplied,
  noteFinished,
  type StoredRow,
  skipTo,
} from './job-rows.ts';
import { failImport } from './mutations.ts';
import type { ImportedKind } from './subject.ts';
import { SUBJECTS } from './subjects.ts';

type Tools = Pick<Services, 'db' | 'secrets' | 'media' | 'log'>;

/** Rows per transaction: others wait a moment for each, never for all. */
const BATCH = 250;
const TRANSACTION_MS = 60_000;

class Cancelled extends Error {}

/** Writes the checked rows, batch after batch; started again it goes on where it was. */
export async function applyCheckedImport(tools: Tools, importId: string): Promise<void> {
  const { db, log } = tools;
  const job = await jobToApply(db, importId);
  if (job === null) return; // cancelled, or applied by somebody else
  try {
    let after = await skipTo(db, importId, job.done);
    for (;;) {
      const rows = await goodRows(db, importId, after, BATCH);
      const last = rows.at(-1);
      if (!last) break;
      await applyBatch(tools, importId, SUBJECTS[job.subject], rows);
      after = last.rowNumber;
    }
    await noteFinished(db, importId);
  } catch (error) {
    if (error instanceof Cancelled) return;
    log.error({ error, import: importId }, 'import interrupted');
    const known =
      error instanceof AppError ? error : new AppError('server.fault', { cause: error });
    await failImport(db, importId, known);
  }
}

async function applyBatch(
  tools: Tools,
  importId: string,
  kind: ImportedKind,
  rows: readonly StoredRow[],
): Promise<void> {
  const followUp = await tools.db.$transaction(
    async (tx) => {
      if (!(await noteApplied(tx, importId, rows.length))) throw new Cancelled();
      return kind.write(
        tx,
        tools,
        rows.map(({ data }) => data),
      );
    },
    { timeout: TRANSACTION_MS },
  );
  await followUp();
}
