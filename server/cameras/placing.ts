/** Where cameras stand and look, many changed at once, none over what somebody else changed meanwhile. */
import { writeAudit } from '../audit/mutations.ts';
import type { Database, Db, Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { publishChanges } from './changes.ts';
import { demandPlaces, refreshSearch } from './mutations.ts';
import type { CameraPlace, PlacedCamera, PlaceInput } from './schema.ts';

type Editor = Scope<'cameras.edit'>;

const placeSelect = {
  lon: true,
  lat: true,
  displayLon: true,
  displayLat: true,
  azimuth: true,
  viewAngle: true,
  viewRangeM: true,
  roadId: true,
  direction: true,
  chainageM: true,
} as const satisfies Record<keyof CameraPlace, true>;
const PLACE_FIELDS = Object.keys(placeSelect) as (keyof CameraPlace)[];

const placedSelect = { id: true, code: true, name: true, kind: true, status: true } as const;

/** In no order; those that are gone are left out. */
export async function placesOf(
  db: Db,
  _scope: Editor,
  ids: readonly string[],
): Promise<PlacedCamera[]> {
  const rows = await db.camera.findMany({
    where: { id: { in: [...ids] }, removedAt: null },
    select: { ...placedSelect, statusSince: true, ...placeSelect },
  });
  return rows.map(({ id, code, name, kind, status, statusSince, ...place }) => ({
    camera: { id, code, name, kind, status, statusSince },
    place,
  }));
}

/** All or none: who finds a camera changed meanwhile decides about it first. */
export async function placeCameras(
  db: Database,
  scope: Editor,
  { changes }: PlaceInput,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const names = await demandUnchanged(tx, changes);
    for (const { id, before, after } of changes) {
      await demandPlaces(tx, { roadId: after.roadId });
      await tx.camera.update({ where: { id }, data: after, select: { id: true } });
      await refreshSearch(tx, id);
      const changed = changedFields(before, after);
      await writeAudit(tx, scope, {
        action: 'cameras.move',
        subject: { type: 'camera', id, name: names.get(id) ?? '' },
        details: Object.fromEntries(changed.map((field) => [field, after[field]])),
      });
    }
    await publishChanges(
      tx,
      changes.map(({ id }) => ({ type: 'upserted', id })),
    );
  });
}

/** Names by id. Held until the end of the transaction, in one order, so that two who save wait for each other. */
async function demandUnchanged(
  tx: Transaction,
  changes: PlaceInput['changes'],
): Promise<Map<string, string>> {
  const ids = changes.map(({ id }) => id).toSorted();
  await tx.$queryRaw`select id from "Camera" where id = any(${ids}) order by id for update`;
  const rows = await tx.camera.findMany({
    where: { id: { in: ids }, removedAt: null },
    select: { id: true, name: true, ...placeSelect },
  });
  const now = new Map(rows.map((row) => [row.id, row]));
  const missing = ids.find((id) => !now.has(id));
  if (missing !== undefined) throw new AppError('camera.not-found', { details: { id: missing } });
  const moved = changes.flatMap(({ id, before }) => {
    const row = now.get(id);
    return row !== undefined && changedFields(before, row).length > 0 ? [row] : [];
  });
  if (moved.length > 0)
    throw new AppError('camera.moved-meanwhile', {
      details: {
        ids: moved.map(({ id }) => id),
        names: moved.map(({ name }) => name).join(', '),
      },
    });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function changedFields(one: CameraPlace, other: CameraPlace): (keyof CameraPlace)[] {
  return PLACE_FIELDS.filter((field) => one[field] !== other[field]);
}
