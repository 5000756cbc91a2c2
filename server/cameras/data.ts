import type { z } from 'zod';
import { MOST_LISTED } from '../map/schema.ts';
import { type Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { behindCursor, cursorOf, orderBy } from '../platform/list-order.ts';
import type { Scope } from '../session/policy.ts';
import { DRAWN_LAT, DRAWN_LON } from './drawn.ts';
import { cameraWhere } from './filters.ts';
import { CAMERA_ORDERS } from './list-order.ts';
import { cameraRowSelect, toCameraRow } from './rows.ts';
import type {
  CameraListInput,
  CameraMap,
  CameraRow,
  cameraCountsSchema,
  MapCamera,
} from './schema.ts';

type Extent = { count: number; west: number; south: number; east: number; north: number };

/**
 * All that have a position; when there are too many to list, how far they reach, and those that have
 * moved, which are in no tile.
 */
export async function cameraMap(db: Db, _scope: Scope<'cameras.view'>): Promise<CameraMap> {
  const [extent] = await db.$queryRaw<Extent[]>`
    select count(*)::int as count,
      min(${DRAWN_LON}) as west, min(${DRAWN_LAT}) as south,
      max(${DRAWN_LON}) as east, max(${DRAWN_LAT}) as north
    from "Camera" where "removedAt" is null and ${DRAWN_LON} is not null`;
  if (extent === undefined || extent.count <= MOST_LISTED)
    return { cameras: await listedCameras(db), tiled: null };
  const { west, south, east, north } = extent;
  const tiled = {
    southWest: { lon: west, lat: south },
    northEast: { lon: east, lat: north },
  };
  return { cameras: await movedCameras(db), tiled };
}

const MAP_COLUMNS = Prisma.sql`
  id, code, name, kind::text, ${DRAWN_LON} as lon, ${DRAWN_LAT} as lat, status::text,
  "statusSince", azimuth, "viewAngle", "viewRangeM", "roadId", direction::text, "chainageM",
  "movedAt", "speedKmh", heading`;

/** Raw because with thousands of cameras every layer between costs. */
function listedCameras(db: Db): Promise<MapCamera[]> {
  return db.$queryRaw<MapCamera[]>`
    select ${MAP_COLUMNS} from "Camera" where "removedAt" is null and ${DRAWN_LON} is not null`;
}

/** Those that moved last, where there are more than a page can take. */
function movedCameras(db: Db): Promise<MapCamera[]> {
  return db.$queryRaw<MapCamera[]>`
    select ${MAP_COLUMNS} from "Camera"
    where "removedAt" is null and kind = 'mobile' and "movedAt" is not null
    order by "movedAt" desc, id limit ${MOST_LISTED}`;
}

export async function listCameras(
  db: Db,
  { userId }: Scope<'cameras.view'>,
  input: CameraListInput,
): Promise<{ items: CameraRow[]; nextCursor: string | null; total: number }> {
  const marked = input.favourite ? { favourites: { some: { userId } } } : {};
  const where = { AND: [await cameraWhere(db, input), marked] };
  const order = CAMERA_ORDERS[input.sort];
  const behind = input.cursor ? behindCursor(order, input.cursor) : {};
  const [rows, total] = await Promise.all([
    db.camera.findMany({
      where: { AND: [where, behind] },
      orderBy: orderBy(order),
      take: input.limit + 1,
      select: { ...cameraRowSelect, sortName: true, deviceId: true, channel: true },
    }),
    db.camera.count({ where }),
  ]);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: page.map(toCameraRow),
    nextCursor: rows.length > input.limit && last ? cursorOf(order, last) : null,
    total,
  };
}

export async function countCameras(
  db: Db,
  _scope: Scope<'cameras.view'>,
): Promise<z.infer<typeof cameraCountsSchema>> {
  const rows = await db.camera.groupBy({
    by: ['status'],
    where: { removedAt: null },
    _count: { _all: true },
  });
  const counts = { online: 0, offline: 0, fault: 0, unknown: 0, total: 0 };
  for (const row of rows) {
    counts[row.status] = row._count._all;
    counts.total += row._count._all;
  }
  return counts;
}

/** Throws when there is none, or it was removed. */
export async function demandCamera(db: Db, id: string): Promise<{ id: string; name: string }> {
  const found = await db.camera.findUnique({
    where: { id, removedAt: null },
    select: { id: true, name: true },
  });
  if (!found) throw new AppError('camera.not-found', { details: { id } });
  return found;
}
