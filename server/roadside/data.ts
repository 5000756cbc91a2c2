import { MOST_TOGETHER } from '../cameras/schema.ts';
import { searchTerms, termGrams } from '../cameras/search-text.ts';
import { type Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { behindCursor, cursorOf, type ListOrder, orderBy } from '../platform/list-order.ts';
import { parseRoadAndChainage } from '../roads/chainage.ts';
import type { Scope } from '../session/policy.ts';
import {
  NEARBY_M,
  NEARBY_ON_ROAD_M,
  type NearbyCamera,
  type RoadsideDevice,
  type RoadsideFilter,
  type RoadsideKind,
  type RoadsideListInput,
  type RoadsideSort,
} from './schema.ts';

export type RoadsideViewer = Scope<'cameras.view'>;

/** A place typed as "G40 K612+300" means the devices around it. */
const AROUND_M = 2_000;
const METRES_PER_DEGREE = 111_195;

const deviceSelect = {
  id: true,
  code: true,
  name: true,
  kind: true,
  roadId: true,
  road: { select: { code: true } },
  direction: true,
  chainageM: true,
  lon: true,
  lat: true,
  byRoad: true,
  maker: true,
  remark: true,
} as const satisfies Prisma.RoadsideDeviceSelect;
type Selected = Prisma.RoadsideDeviceGetPayload<{ select: typeof deviceSelect }>;

function toDevice({ road, ...row }: Selected): RoadsideDevice {
  return { ...row, roadCode: road?.code ?? null };
}

type Column = 'sortName' | 'id' | 'code' | 'roadId' | 'direction' | 'chainageM';
const NULLABLE: ReadonlySet<Column> = new Set(['roadId', 'direction', 'chainageM']);
const by = (...columns: Column[]): ListOrder<Column> => ({
  columns,
  nullable: NULLABLE,
  enums: { direction: ['up', 'down'] },
});
const ORDERS: Record<RoadsideSort, ListOrder<Column>> = {
  name: by('sortName', 'id'),
  code: by('code', 'id'),
  chainage: by('roadId', 'direction', 'chainageM', 'id'),
};

export async function listDevices(
  db: Db,
  _scope: RoadsideViewer,
  input: RoadsideListInput,
): Promise<{ items: RoadsideDevice[]; nextCursor: string | null; total: number }> {
  const where = deviceWhere(input);
  const order = ORDERS[input.sort];
  const behind = input.cursor ? behindCursor(order, input.cursor) : {};
  const [rows, total] = await Promise.all([
    db.roadsideDevice.findMany({
      where: { AND: [where, behind] },
      orderBy: orderBy(order),
      take: input.limit + 1,
      select: { ...deviceSelect, sortName: true },
    }),
    db.roadsideDevice.count({ where }),
  ]);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: page.map(({ sortName: _, ...row }) => toDevice(row)),
    nextCursor: rows.length > input.limit && last ? cursorOf(order, last) : null,
    total,
  };
}

function deviceWhere({ q, kind, roadId }: RoadsideFilter): Prisma.RoadsideDeviceWhereInput {
  return {
    removedAt: null,
    ...(kind && { kind }),
    ...(roadId && { roadId }),
    AND: q?.trim() ? [matching(q)] : [],
  };
}

function matching(query: string): Prisma.RoadsideDeviceWhereInput {
  const place = parseRoadAndChainage(query);
  if (place)
    return {
      road: { code: place.roadCode },
      chainageM: { gte: place.chainageM - AROUND_M, lte: place.chainageM + AROUND_M },
    };
  const terms = searchTerms(query);
  return {
    searchGrams: { hasEvery: terms.flatMap(termGrams) },
    AND: terms.map((term) => ({ searchText: { contains: term } })),
  };
}

export async function getDevice(
  db: Db,
  _scope: RoadsideViewer,
  id: string,
): Promise<RoadsideDevice> {
  return toDevice(await demandDevice(db, id));
}

/** Throws when there is none, or it was removed. */
export async function demandDevice(db: Db, id: string): Promise<Selected> {
  const row = await db.roadsideDevice.findUnique({
    where: { id, removedAt: null },
    select: deviceSelect,
  });
  if (!row) throw new AppError('roadside.not-found', { details: { id } });
  return row;
}

/** Devices that pass a filter, by code, behind a code. */
export async function devicesByCode(
  db: Db,
  filter: RoadsideFilter,
  afterCode: string,
  limit: number,
): Promise<RoadsideDevice[]> {
  const rows = await db.roadsideDevice.findMany({
    where: { AND: [deviceWhere(filter), { code: { gt: afterCode } }] },
    orderBy: { code: 'asc' },
    take: limit,
    select: deviceSelect,
  });
  return rows.map(toDevice);
}

type NearbyRow = NearbyCamera & { lon: number | null; lat: number | null };

/** Cameras around a device, and those a little up and down its road. */
export async function nearbyCameras(
  db: Db,
  _scope: RoadsideViewer,
  id: string,
): Promise<NearbyCamera[]> {
  const { lon, lat, roadId, chainageM } = await demandDevice(db, id);
  const ways = [...aroundPoint(lon, lat), ...alongRoad(roadId, chainageM)];
  if (ways.length === 0) return [];
  const away = awayFrom(lon, lat, roadId, chainageM);
  return db.$queryRaw<NearbyRow[]>`
    select c.id, c.name, c.kind::text, c.status::text, r.code as "roadCode",
      c.direction::text, c."chainageM", ${away} as "distanceM"
    from "Camera" c left join "Road" r on r.id = c."roadId"
    where c."removedAt" is null and (${Prisma.join(ways, ' or ')})
    order by "distanceM", c.id limit ${MOST_TOGETHER}`;
}

const LON = Prisma.sql`coalesce(c."movedLon", c."displayLon", c.lon)`;
const LAT = Prisma.sql`coalesce(c."movedLat", c."displayLat", c.lat)`;

/** On a plane stretched as the earth is there: good to a metre over a kilometre. */
function crowFlies(lon: number, lat: number): Prisma.Sql {
  const eastM = METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
  return Prisma.sql`sqrt(power((${LON} - ${lon}) * ${eastM}, 2)
    + power((${LAT} - ${lat}) * ${METRES_PER_DEGREE}, 2))`;
}

function aroundPoint(lon: number | null, lat: number | null): Prisma.Sql[] {
  if (lon === null || lat === null) return [];
  const high = NEARBY_M / METRES_PER_DEGREE;
  const wide = high / Math.max(Math.cos((lat * Math.PI) / 180), 0.01);
  return [
    Prisma.sql`(${LON} between ${lon - wide} and ${lon + wide}
      and ${LAT} between ${lat - high} and ${lat + high}
      and ${crowFlies(lon, lat)} <= ${NEARBY_M})`,
  ];
}

function alongRoad(roadId: string | null, chainageM: number | null): Prisma.Sql[] {
  if (roadId === null || chainageM === null) return [];
  return [
    Prisma.sql`(c."roadId" = ${roadId} and c."chainageM"
      between ${chainageM - NEARBY_ON_ROAD_M} and ${chainageM + NEARBY_ON_ROAD_M})`,
  ];
}

function awayFrom(
  lon: number | null,
  lat: number | null,
  roadId: string | null,
  chainageM: number | null,
): Prisma.Sql {
  const along = Prisma.sql`case when c."roadId" = ${roadId} then abs(c."chainageM" - ${chainageM}) end`;
  const flown = lon === null || lat === null ? Prisma.sql`null` : crowFlies(lon, lat);
  return Prisma.sql`coalesce(${flown}, ${along})::float8`;
}

/** A device as the map draws it. */
export type PlacedDevice = {
  readonly id: string;
  readonly name: string;
  readonly kind: RoadsideKind;
  readonly lon: number;
  readonly lat: number;
};

/** So many rows at a time: the process answers others in between. */
const ROWS_AT_ONCE = 10_000;

/** All devices on the map, part by part. */
export async function* placedDevices(db: Db): AsyncGenerator<PlacedDevice[]> {
  let after = '';
  for (;;) {
    const rows = await db.$queryRaw<PlacedDevice[]>`
      select id, name, kind::text, lon, lat from "RoadsideDevice"
      where "removedAt" is null and lon is not null and lat is not null and id > ${after}
      order by id limit ${ROWS_AT_ONCE}`;
    yield rows;
    if (rows.length < ROWS_AT_ONCE) return;
    after = rows.at(-1)?.id ?? after;
  }
}

/** Devices there are, by their codes: what rows of a spreadsheet change. */
export async function knownDevices(db: Db) {
  const rows = await db.roadsideDevice.findMany({
    where: { removedAt: null },
    select: {
      code: true,
      roadId: true,
      direction: true,
      chainageM: true,
      lon: true,
      lat: true,
      byRoad: true,
    },
  });
  return new Map(rows.map(({ code, ...place }) => [code, place]));
}
