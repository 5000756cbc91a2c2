/** Cameras chosen on the map: in drawn shapes, along roads, one by one. */
import { type Db, Prisma } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';
import { DRAWN_LAT, DRAWN_LON } from './drawn.ts';
import { cameraRowSelect, toCameraRow } from './rows.ts';
import { type Area, type CameraRow, MOST_MARKED, type Selected, type Selection } from './schema.ts';

type Viewer = Scope<'cameras.view'>;

const ORDER = Prisma.sql`"roadId", direction, "chainageM", "sortName", id`;

export async function selectedCameras(
  db: Db,
  _scope: Viewer,
  selection: Selection,
): Promise<Selected> {
  const selected = isSelected(selection);
  const [counted, first] = await Promise.all([
    db.$queryRaw<{ total: number; online: number }[]>`
      select count(*)::int as total, (count(*) filter (where status = 'online'))::int as online
      from "Camera" where ${selected}`,
    db.$queryRaw<Selected['first']>`
      select id, ${DRAWN_LON} as lon, ${DRAWN_LAT} as lat from "Camera" where ${selected}
      order by ${ORDER} limit ${MOST_MARKED}`,
  ]);
  return { total: 0, online: 0, ...counted[0], first };
}

export async function selectedRows(
  db: Db,
  _scope: Viewer,
  { selection, offset, limit }: { selection: Selection; offset: number; limit: number },
): Promise<{ items: CameraRow[]; nextOffset: number | null }> {
  const ids = await db.$queryRaw<{ id: string }[]>`
    select id from "Camera" where ${isSelected(selection)}
    order by ${ORDER} limit ${limit + 1} offset ${offset}`;
  const page = ids.slice(0, limit).map(({ id }) => id);
  const rows = await db.camera.findMany({ where: { id: { in: page } }, select: cameraRowSelect });
  const byId = new Map(rows.map((row) => [row.id, toCameraRow(row)]));
  return {
    items: page.flatMap((id) => byId.get(id) ?? []),
    nextOffset: ids.length > limit ? offset + limit : null,
  };
}

/** The next `limit` of them behind a code, by code. */
export async function selectedByCode(
  db: Db,
  selection: Selection,
  afterCode: string,
  limit: number,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select id from "Camera" where ${isSelected(selection)} and code > ${afterCode}
    order by code limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** Those of them that can be steered, by code. */
export async function steerableOf(
  db: Db,
  selection: Selection,
  limit: number,
): Promise<{ id: string; name: string }[]> {
  return db.$queryRaw`
    select id, name from "Camera"
    where ${isSelected(selection)} and jsonb_typeof(control->'ptz') = 'object'
    order by code limit ${limit}`;
}

/** Those of them that pictures are taken of, by code. */
export async function picturedOf(
  db: Db,
  selection: Selection,
  limit: number,
): Promise<{ id: string; code: string; name: string }[]> {
  return db.$queryRaw`
    select id, code, name from "Camera" where ${isSelected(selection)} order by code limit ${limit}`;
}

function isSelected({ areas, chosen, leftOut }: Selection): Prisma.Sql {
  const ways = [...areas.map(isIn), Prisma.sql`id = any(${chosen})`];
  return Prisma.sql`"removedAt" is null and (${Prisma.join(ways, ' or ')})
    and not id = any(${leftOut})`;
}

function isIn(area: Area): Prisma.Sql {
  if (area.kind === 'shape') return isInside(area.ring);
  const { roadId, direction, fromM, toM } = area;
  const [low, high] = fromM !== null && toM !== null && fromM > toM ? [toM, fromM] : [fromM, toM];
  return Prisma.sql`("roadId" = ${roadId}
    ${direction === null ? Prisma.empty : Prisma.sql`and direction = ${direction}::"Direction"`}
    ${low === null ? Prisma.empty : Prisma.sql`and "chainageM" >= ${low}`}
    ${high === null ? Prisma.empty : Prisma.sql`and "chainageM" <= ${high}`})`;
}

/** Around it first: that is cheap, and most cameras are outside. */
function isInside(ring: readonly (readonly [lon: number, lat: number])[]): Prisma.Sql {
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  const polygon = `(${ring.map(([lon, lat]) => `(${lon},${lat})`).join()})`;
  return Prisma.sql`(${DRAWN_LON} between ${Math.min(...lons)} and ${Math.max(...lons)}
    and ${DRAWN_LAT} between ${Math.min(...lats)} and ${Math.max(...lats)}
    and ${polygon}::polygon @> point(${DRAWN_LON}, ${DRAWN_LAT}))`;
}
