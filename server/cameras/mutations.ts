import type { z } from 'zod';
import { writeAudit } from '../audit/mutations.ts';
import { takeInStatus } from '../events/taking.ts';
import { type Database, isUniqueViolation, type Prisma, type Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { createId } from '../platform/ids.ts';
import { NOT_REMOVED, removal, removedBy } from '../platform/removal.ts';
import type { SecretBox } from '../platform/secrets.ts';
import type { Scope } from '../session/policy.ts';
import type { Known } from '../status/policy.ts';
import { publishChanges } from './changes.ts';
import { demandCamera } from './data.ts';
import type { CameraCreateInput, CameraUpdateInput, cameraMoveInputSchema } from './schema.ts';
import { searchEntry, sortName } from './search-text.ts';
import { type Access, createStreams, deviceChanges, updateStreams } from './sources.ts';

type Editor = Scope<'cameras.edit'>;

/** `access` is what `readAccess` made of the addresses and the password. */
export async function createCamera(
  db: Database,
  scope: Editor,
  secrets: SecretBox,
  input: CameraCreateInput,
  access: Access,
): Promise<{ id: string; streamIds: string[] }> {
  return codeTaken(input.code, () =>
    db.$transaction(async (tx) => {
      const created = await insertCamera(tx, secrets, input, access);
      await writeAudit(tx, scope, {
        action: 'cameras.create',
        subject: { type: 'camera', id: created.id, name: input.name },
        details: { code: input.code, driver: input.driver },
      });
      await publishChanges(tx, [{ type: 'upserted', id: created.id }]);
      return created;
    }),
  );
}

async function insertCamera(
  tx: Transaction,
  secrets: SecretBox,
  input: CameraCreateInput,
  access: Access,
): Promise<{ id: string; streamIds: string[] }> {
  await demandPlaces(tx, input);
  const id = createId();
  await tx.camera.create({
    select: { id: true },
    data: {
      id,
      code: input.code,
      name: input.name,
      sortName: sortName(input.name),
      division: { connect: { id: input.divisionId } },
      device: { create: { driver: input.driver, ...deviceChanges(secrets, input, access) } },
      ...placeFields(input),
      ...(input.roadId ? { road: { connect: { id: input.roadId } } } : {}),
      groups: { create: [...new Set(input.groupIds)].map((groupId) => ({ groupId })) },
    },
  });
  await refreshSearch(tx, id);
  return { id, streamIds: await createStreams(tx, secrets, id, input, access) };
}

export async function updateCamera(
  db: Database,
  scope: Editor,
  secrets: SecretBox,
  input: CameraUpdateInput,
  access: Access,
): Promise<{ streamIds: string[] }> {
  return codeTaken(input.code ?? '', () =>
    db.$transaction(async (tx) => {
      const { name } = await demandCamera(tx, input.id);
      const changed = await changeCamera(tx, secrets, input, access);
      await writeAudit(tx, scope, {
        action: 'cameras.update',
        subject: { type: 'camera', id: input.id, name: input.name ?? name },
        details: { changed: Object.keys(input).filter((field) => field !== 'id') },
      });
      await publishChanges(tx, [{ type: 'upserted', id: input.id }]);
      return changed;
    }),
  );
}

export async function changeCamera(
  tx: Transaction,
  secrets: SecretBox,
  input: CameraUpdateInput,
  access: Access,
): Promise<{ streamIds: string[] }> {
  await demandPlaces(tx, input);
  const { id, divisionId, roadId, groupIds } = input;
  await tx.camera.update({
    where: { id },
    select: { id: true },
    data: {
      ...(input.code === undefined ? {} : { code: input.code }),
      ...(input.name === undefined ? {} : { name: input.name, sortName: sortName(input.name) }),
      ...(divisionId === undefined ? {} : { division: { connect: { id: divisionId } } }),
      ...placeFields(input),
      ...(roadId === null ? { road: { disconnect: true } } : {}),
      ...(roadId ? { road: { connect: { id: roadId } } } : {}),
      device: { update: deviceChanges(secrets, input, access) },
      ...(groupIds === undefined
        ? {}
        : {
            groups: {
              deleteMany: {},
              create: [...new Set(groupIds)].map((groupId) => ({ groupId })),
            },
          }),
    },
  });
  await refreshSearch(tx, id);
  return { streamIds: await updateStreams(tx, input, access) };
}

export async function moveCamera(
  db: Database,
  scope: Editor,
  input: z.infer<typeof cameraMoveInputSchema>,
): Promise<void> {
  const { id, lon, lat, point } = input;
  await db.$transaction(async (tx) => {
    const { name } = await demandCamera(tx, id);
    const data = point === 'display' ? { displayLon: lon, displayLat: lat } : { lon, lat };
    await tx.camera.update({ where: { id }, data, select: { id: true } });
    await writeAudit(tx, scope, {
      action: 'cameras.move',
      subject: { type: 'camera', id, name },
      details: { point, lon, lat },
    });
    await publishChanges(tx, [{ type: 'upserted', id }]);
  });
}

/** Out of sight at once, and for good later; the token brings all of them back. */
export async function removeCameras(
  db: Database,
  scope: Editor,
  nowMs: number,
  ids: readonly string[],
): Promise<{ undoToken: string; streamIds: string[] }> {
  const removed = removal(nowMs);
  return db.$transaction(async (tx) => {
    const where = { id: { in: [...ids] }, removedAt: null };
    const rows = await tx.camera.findMany({
      where,
      select: { id: true, code: true, streams: { select: { id: true } } },
    });
    if (rows.length === 0) throw new AppError('camera.not-found');
    await tx.camera.updateMany({ where, data: removed });
    await writeAudit(tx, scope, {
      action: 'cameras.remove',
      subject: { type: 'removal', id: removed.removalId },
      details: { count: rows.length, codes: rows.map((row) => row.code) },
    });
    await publishChanges(tx, [{ type: 'removed', ids: rows.map((row) => row.id) }]);
    return {
      undoToken: removed.removalId,
      streamIds: rows.flatMap((row) => row.streams.map((stream) => stream.id)),
    };
  });
}

export async function restoreCameras(
  db: Database,
  scope: Editor,
  nowMs: number,
  undoToken: string,
): Promise<{ ids: string[]; streamIds: string[] }> {
  return codeTaken('', () =>
    db.$transaction(async (tx) => {
      const where = removedBy(undoToken, nowMs);
      const rows = await tx.camera.findMany({
        where,
        select: { id: true, code: true, streams: { select: { id: true } } },
      });
      if (rows.length === 0) throw new AppError('undo.expired');
      await tx.camera.updateMany({ where, data: NOT_REMOVED });
      const ids = rows.map((row) => row.id);
      await writeAudit(tx, scope, {
        action: 'cameras.restore',
        subject: { type: 'removal', id: undoToken },
        details: { count: rows.length, codes: rows.map((row) => row.code) },
      });
      await publishChanges(
        tx,
        ids.map((id) => ({ type: 'upserted', id })),
      );
      return { ids, streamIds: rows.flatMap((row) => row.streams.map((stream) => stream.id)) };
    }),
  );
}

export async function setStatus(
  db: Database,
  id: string,
  { status, reason, step }: Known,
  now: Date,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const before = await tx.camera.findUnique({ where: { id }, select: statusSelect });
    if (!before) return;
    const statusSince = before.status === status ? before.statusSince : now;
    await tx.camera.update({
      where: { id },
      data: { status, statusSince, statusReason: reason, statusStep: step },
      select: { id: true },
    });
    // One that was never reached is not gone: it stands in the counts, and nobody is called.
    const gone = status === 'offline' && before.status !== 'unknown';
    if (gone !== (before.status === 'offline'))
      await takeInStatus(tx, { id, name: before.name }, { offline: gone, reason }, now.getTime());
    await publishChanges(tx, [{ type: 'status', id, status, statusSince, reason }]);
  });
}

const statusSelect = { name: true, status: true, statusSince: true } as const;

/** The unique index has the last word; people get a code. */
export async function codeTaken<T>(code: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (isUniqueViolation(cause))
      throw new AppError('camera.code-taken', { details: { code }, cause });
    throw cause;
  }
}

export async function demandPlaces(
  tx: Transaction,
  input: Pick<CameraUpdateInput, 'divisionId' | 'groupIds' | 'roadId'>,
): Promise<void> {
  const { divisionId, groupIds, roadId } = input;
  if (divisionId && (await tx.division.count({ where: { id: divisionId } })) === 0)
    throw new AppError('division.not-found', { details: { id: divisionId } });
  if (roadId && (await tx.road.count({ where: { id: roadId } })) === 0)
    throw new AppError('road.not-found', { details: { id: roadId } });
  const wanted = [...new Set(groupIds)];
  if ((await tx.businessGroup.count({ where: { id: { in: wanted } } })) < wanted.length)
    throw new AppError('group.not-found', { details: { ids: wanted } });
}

/** Absent stays as it is, null empties. */
function placeFields(input: Partial<CameraCreateInput>) {
  const { kind, direction, chainageM, lon, lat, displayLon, displayLat } = input;
  const { azimuth, projection, viewAngle, viewRangeM, tags } = input;
  // One that moves no more stands where it was put.
  const settled = kind !== undefined && kind !== 'mobile';
  const all = { kind, direction, chainageM, lon, lat, displayLon, displayLat, azimuth };
  const fields = {
    ...all,
    projection,
    viewAngle,
    viewRangeM,
    tags: tags ? [...new Set(tags)] : undefined,
    ...(settled && {
      movedLon: null,
      movedLat: null,
      movedAt: null,
      speedKmh: null,
      heading: null,
    }),
  };
  return fields satisfies Prisma.CameraUpdateInput; // Prisma leaves out what is undefined
}

export async function refreshSearch(tx: Transaction, cameraId: string): Promise<void> {
  const camera = await tx.camera.findUniqueOrThrow({
    where: { id: cameraId },
    select: { code: true, name: true, chainageM: true, road: { select: { code: true } } },
  });
  const entry = searchEntry({ ...camera, roadCode: camera.road?.code ?? null });
  await tx.cameraSearch.upsert({
    where: { cameraId },
    create: { cameraId, ...entry },
    update: entry,
  });
}
