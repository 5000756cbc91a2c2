import { insertMany, type NewCamera } from '../cameras/bulk.ts';
import { publishChanges } from '../cameras/changes.ts';
import { changeCamera } from '../cameras/mutations.ts';
import type { Database, Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { SecretBox } from '../platform/secrets.ts';
import type { Services } from '../trpc/context.ts';
import { type GoodRow, goodRows, noteApplied, noteFinished, rowsDone, skipTo } from './job-rows.ts';
import { failImport } from './mutations.ts';
import type { CheckedRow } from './schema.ts';

type Tools = Pick<Services, 'db' | 'secrets' | 'media' | 'log'>;

/** Rows per transaction: others wait a moment for each, never for all. */
const BATCH = 250;
const TRANSACTION_MS = 60_000;
/** Browsers are told of single cameras up to so many, beyond that to load everything again. */
const MAX_SINGLE_CHANGES = 50;

class Cancelled extends Error {}

/** Writes the checked rows, batch after batch; started again it goes on where it was. */
export async function applyCheckedImport(tools: Tools, importId: string): Promise<void> {
  const { db, media, log } = tools;
  const done = await rowsDone(db, importId);
  if (done === null) return; // cancelled, or applied by somebody else
  try {
    let after = await skipTo(db, importId, done);
    for (;;) {
      const rows = await goodRows(db, importId, after, BATCH);
      const last = rows.at(-1);
      if (!last) break;
      const streamIds = await applyBatch(tools, importId, rows);
      await media.refresh(streamIds);
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
  { db, secrets }: { db: Database; secrets: SecretBox },
  importId: string,
  rows: readonly GoodRow[],
): Promise<string[]> {
  return db.$transaction(
    async (tx) => {
      const ids = await existingIds(tx, rows);
      const fresh = rows.flatMap(({ data }) => (ids.has(data.code) ? [] : toNew(secrets, data)));
      const inserted = await insertMany(tx, secrets, fresh);
      const changed: string[] = [];
      for (const { data } of rows) {
        const id = ids.get(data.code);
        if (id) changed.push(...(await changeOne(tx, secrets, id, data)));
      }
      if (!(await noteApplied(tx, importId, rows.length))) throw new Cancelled();
      const all = [...inserted, ...ids.values()];
      await publishChanges(
        tx,
        all.length > MAX_SINGLE_CHANGES
          ? [{ type: 'reset' }]
          : all.map((id) => ({ type: 'upserted', id })),
      );
      return changed;
    },
    { timeout: TRANSACTION_MS },
  );
}

/** Looked up again: between check and apply somebody may have added or removed some. */
async function existingIds(tx: Transaction, rows: readonly GoodRow[]) {
  const found = await tx.camera.findMany({
    where: { removedAt: null, code: { in: rows.map((row) => row.data.code) } },
    select: { id: true, code: true },
  });
  return new Map(found.map(({ id, code }) => [code, id]));
}

function toNew(secrets: SecretBox, row: CheckedRow): NewCamera[] {
  const { name, divisionId } = row;
  // An update whose camera is gone by now and that does not say enough for a new one.
  if (name === undefined || divisionId === undefined) return [];
  // A sheet names streams, not devices: what is new comes by its address.
  const driver = row.driver === 'onvif' ? 'rtsp' : row.driver;
  return [{ input: { ...row, driver, name, divisionId }, access: accessOf(secrets, row) }];
}

async function changeOne(
  tx: Transaction,
  secrets: SecretBox,
  id: string,
  row: CheckedRow,
): Promise<string[]> {
  const { driver: _, ...fields } = row;
  const { streamIds } = await changeCamera(tx, secrets, { ...fields, id }, accessOf(secrets, row));
  return streamIds;
}

function accessOf(secrets: SecretBox, row: CheckedRow) {
  const password = row.passwordCipher === undefined ? undefined : secrets.open(row.passwordCipher);
  return {
    urls: { main: row.mainAddress, sub: row.subAddress },
    username: row.username,
    password,
  };
}
