import { writeAudit } from '../audit/mutations.ts';
import { publishChanges } from '../cameras/changes.ts';
import { searchEntry, sortName } from '../cameras/search-text.ts';
import { type Database, isUniqueViolation, type Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { createId } from '../platform/ids.ts';
import { notify } from '../platform/notify.ts';
import { NOT_REMOVED, removal, removedBy } from '../platform/removal.ts';
import { type RoadCourses, roadCodes, roadCourses } from '../roads/data.ts';
import type { Scope } from '../session/policy.ts';
import { demandDevice } from './data.ts';
import { type DevicePlace, NO_PLACE, placeAfter } from './place.ts';
import type { CheckedDevice, RoadsideCreateInput, RoadsideUpdateInput } from './schema.ts';

type Editor = Scope<'roadside.edit'>;

export async function createDevice(
  db: Database,
  scope: Editor,
  input: RoadsideCreateInput,
): Promise<{ id: string }> {
  const id = createId();
  await codeTaken(input.code, () =>
    db.$transaction(async (tx) => {
      const { code, name, kind, maker = null, remark = null } = input;
      const place = await demandPlace(tx, NO_PLACE, input);
      const found = await foundBy(tx, { code, name, ...place });
      await tx.roadsideDevice.create({
        data: { id, code, name, kind, maker, remark, ...place, ...found },
        select: { id: true },
      });
      await writeAudit(tx, scope, {
        action: 'roadside.create',
        subject: { type: 'roadside', id, name },
        details: { code, kind },
      });
      await tell(tx);
    }),
  );
  return { id };
}

export async function updateDevice(
  db: Database,
  scope: Editor,
  { id, ...input }: RoadsideUpdateInput,
): Promise<{ id: string }> {
  await codeTaken(input.code ?? '', () =>
    db.$transaction(async (tx) => {
      const before = await demandDevice(tx, id);
      const { code = before.code, name = before.name, kind, maker, remark } = input;
      const place = await demandPlace(tx, before, input);
      const found = await foundBy(tx, { code, name, ...place });
      await tx.roadsideDevice.update({
        where: { id },
        data: { code, name, kind, maker, remark, ...place, ...found },
        select: { id: true },
      });
      await writeAudit(tx, scope, {
        action: 'roadside.update',
        subject: { type: 'roadside', id, name },
        details: { changed: Object.keys(input) },
      });
      await tell(tx);
    }),
  );
  return { id };
}

/** Out of sight at once, and for good later; the token brings all of them back. */
export async function removeDevices(
  db: Database,
  scope: Editor,
  nowMs: number,
  ids: readonly string[],
): Promise<{ undoToken: string }> {
  const removed = removal(nowMs);
  return db.$transaction(async (tx) => {
    const where = { id: { in: [...ids] }, removedAt: null };
    const rows = await tx.roadsideDevice.findMany({ where, select: { code: true } });
    if (rows.length === 0) throw new AppError('roadside.not-found');
    await tx.roadsideDevice.updateMany({ where, data: removed });
    await writeAudit(tx, scope, {
      action: 'roadside.remove',
      subject: { type: 'removal', id: removed.removalId },
      details: { count: rows.length, codes: rows.map(({ code }) => code) },
    });
    await tell(tx);
    return { undoToken: removed.removalId };
  });
}

export async function restoreDevices(
  db: Database,
  scope: Editor,
  nowMs: number,
  undoToken: string,
): Promise<{ ids: string[] }> {
  return codeTaken('', () =>
    db.$transaction(async (tx) => {
      const where = removedBy(undoToken, nowMs);
      const rows = await tx.roadsideDevice.findMany({ where, select: { id: true, code: true } });
      if (rows.length === 0) throw new AppError('undo.expired');
      await tx.roadsideDevice.updateMany({ where, data: NOT_REMOVED });
      await writeAudit(tx, scope, {
        action: 'roadside.restore',
        subject: { type: 'removal', id: undoToken },
        details: { count: rows.length, codes: rows.map(({ code }) => code) },
      });
      await tell(tx);
      return { ids: rows.map(({ id }) => id) };
    }),
  );
}

/** Rows of a spreadsheet, checked before: those whose code is known change, the others are new. */
export async function writeDevices(tx: Transaction, rows: readonly CheckedDevice[]): Promise<void> {
  const existing = await tx.roadsideDevice.findMany({
    where: { removedAt: null, code: { in: rows.map(({ code }) => code) } },
  });
  const known = new Map(existing.map((row) => [row.code, row]));
  const roadIds = [...rows, ...existing].flatMap(({ roadId }) => roadId ?? []);
  const tools = { courses: await roadCourses(tx, roadIds), codes: await roadCodes(tx, roadIds) };
  const fresh = rows.flatMap((row) => (known.has(row.code) ? [] : newRow(row, tools)));
  await tx.roadsideDevice.createMany({ data: fresh });
  for (const row of rows) {
    const before = known.get(row.code);
    const place = before && placeAfter(before, row, tools.courses);
    if (!place || place === 'off-road') continue; // its road changed since the check
    const { name = before.name, kind, maker, remark } = row;
    const found = entryOf({ code: row.code, name, ...place }, tools.codes);
    await tx.roadsideDevice.update({
      where: { id: before.id },
      data: { name, kind, maker, remark, ...place, ...found },
      select: { id: true },
    });
  }
  await tell(tx);
}

type RowTools = { readonly courses: RoadCourses; readonly codes: ReadonlyMap<string, string> };

function newRow(row: CheckedDevice, { courses, codes }: RowTools) {
  const { code, name, kind, maker, remark } = row;
  const place = placeAfter(NO_PLACE, row, courses);
  // An update whose device is gone by now and that does not say enough for a new one.
  if (name === undefined || kind === undefined || place === 'off-road') return [];
  const found = entryOf({ code, name, ...place }, codes);
  return [{ id: createId(), code, name, kind, maker, remark, ...place, ...found }];
}

/** Tiles are made anew, and every open map asks for them again. Last in the transaction. */
async function tell(tx: Transaction): Promise<void> {
  await notify(tx, 'roadside_changes', '');
  await publishChanges(tx, [{ type: 'roadside' }]);
}

async function demandPlace(
  tx: Transaction,
  before: DevicePlace,
  said: Parameters<typeof placeAfter>[1],
): Promise<DevicePlace> {
  const { roadId = before.roadId } = said;
  if (roadId !== null && (await tx.road.count({ where: { id: roadId } })) === 0)
    throw new AppError('road.not-found', { details: { id: roadId } });
  const courses = await roadCourses(tx, roadId === null ? [] : [roadId]);
  const place = placeAfter(before, said, courses);
  if (place === 'off-road') throw new AppError('roadside.off-road');
  return place;
}

type Found = { code: string; name: string; roadId: string | null; chainageM: number | null };

async function foundBy(tx: Transaction, device: Found) {
  return entryOf(device, await roadCodes(tx, [device.roadId]));
}

function entryOf(device: Found, codes: ReadonlyMap<string, string>) {
  const roadCode = codes.get(device.roadId ?? '') ?? null;
  const { text, grams } = searchEntry({ ...device, roadCode });
  return { sortName: sortName(device.name), searchText: text, searchGrams: grams };
}

/** The unique index has the last word; people get a code. */
async function codeTaken<T>(code: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (isUniqueViolation(cause))
      throw new AppError('roadside.code-taken', { details: { code }, cause });
    throw cause;
  }
}
