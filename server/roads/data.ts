import { z } from 'zod';
import type { Direction } from '../cameras/schema.ts';
import type { Db } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';
import { kilometresOf, type MeasuredLine, nearestOn, pointAt, stretchOf } from './geometry.ts';
import {
  type locatedSchema,
  type locateInputSchema,
  type NearestInput,
  type nearestSchema,
  positionSchema,
  type RoadGeometry,
  type RoadPosts,
  type Stretch,
  type StretchInput,
} from './schema.ts';

type Viewer = Scope<'cameras.view'>;
const coordinatesSchema = z.array(positionSchema);

/** Codes of roads by their ids; unknown ids are left out. */
export async function roadCodes(
  db: Db,
  ids: readonly (string | null | undefined)[],
): Promise<Map<string, string>> {
  const wanted = new Set(ids.flatMap((id) => id ?? []));
  const roads = await db.road.findMany({
    where: { id: { in: [...wanted] } },
    select: { id: true, code: true },
  });
  return new Map(roads.map(({ id, code }) => [id, code]));
}

export async function roadGeometry(db: Db, _scope: Viewer): Promise<RoadGeometry> {
  const lines = await db.roadLine.findMany({ include: { road: true } });
  return {
    type: 'FeatureCollection',
    features: lines.map(({ road, direction, coordinates }) => ({
      type: 'Feature',
      properties: { roadId: road.id, code: road.code, name: road.name, kind: road.kind, direction },
      geometry: { type: 'LineString', coordinates: coordinatesSchema.parse(coordinates) },
    })),
  };
}

export async function locate(
  db: Db,
  _scope: Viewer,
  input: z.infer<typeof locateInputSchema>,
): Promise<z.infer<typeof locatedSchema>> {
  const { roadId, direction, chainageM } = input;
  const line = await db.roadLine.findUnique({
    where: { roadId_direction: { roadId, direction } },
  });
  const found = line && pointAt(measured(line), chainageM);
  return (
    found && {
      lon: found.lon,
      lat: found.lat,
      azimuth: drivingAzimuth(found.bearing, direction),
    }
  );
}

type Course = { readonly direction: Direction; readonly line: MeasuredLine };
/** Carriageways by their road. */
export type RoadCourses = ReadonlyMap<string, readonly Course[]>;

export async function roadCourses(db: Db, roadIds: readonly string[]): Promise<RoadCourses> {
  const rows = await db.roadLine.findMany({ where: { roadId: { in: [...new Set(roadIds)] } } });
  return Map.groupBy(
    rows.map((row) => ({ roadId: row.roadId, direction: row.direction, line: measured(row) })),
    ({ roadId }) => roadId,
  );
}

/** Where a road has a chainage, on the carriageway of a direction where it has one; null: nowhere. */
export function placeOnRoad(
  courses: RoadCourses,
  {
    roadId,
    direction,
    chainageM,
  }: { roadId: string; direction: Direction | null; chainageM: number },
): { lon: number; lat: number } | null {
  const lines = courses.get(roadId) ?? [];
  const own = lines.filter((line) => line.direction === direction);
  for (const { line } of own.length > 0 ? own : lines) {
    const found = pointAt(line, chainageM);
    if (found) return { lon: found.lon, lat: found.lat };
  }
  return null;
}

export async function nearest(
  db: Db,
  _scope: Viewer,
  { lon, lat, withinM }: NearestInput,
): Promise<z.infer<typeof nearestSchema>> {
  const lines = await db.roadLine.findMany({ include: { road: true } });
  const found = lines
    .flatMap((line) => {
      const place = nearestOn(measured(line), [lon, lat]);
      return place && place.distanceM <= withinM ? [{ line, place }] : [];
    })
    .sort((a, b) => a.place.distanceM - b.place.distanceM)[0];
  if (!found) return null;
  const { road, direction } = found.line;
  return {
    roadId: road.id,
    code: road.code,
    name: road.name,
    direction,
    chainageM: found.place.chainageM,
    distanceM: found.place.distanceM,
    azimuth: drivingAzimuth(found.place.bearing, direction),
  };
}

export async function stretch(
  db: Db,
  _scope: Viewer,
  { roadId, direction, fromM, toM }: StretchInput,
): Promise<Stretch> {
  const rows = await db.roadLine.findMany({
    where: { roadId, ...(direction !== null && { direction }) },
  });
  const [one, other] = [fromM ?? 0, toM ?? Number.POSITIVE_INFINITY];
  const lines = rows.map((row) =>
    stretchOf(measured(row), Math.min(one, other), Math.max(one, other)),
  );
  return { lines: lines.filter((line) => line.length > 0) };
}

export async function roadPosts(db: Db, _scope: Viewer): Promise<RoadPosts> {
  const roads = await db.road.findMany({
    select: { id: true, code: true, lines: { orderBy: { direction: 'asc' }, take: 1 } },
    orderBy: { code: 'asc' },
  });
  return {
    roads: roads.flatMap(({ id, code, lines }) =>
      lines.map((line) => ({ roadId: id, code, posts: kilometresOf(measured(line)) })),
    ),
  };
}

function measured(line: { coordinates: unknown; chainagesM: number[] }): MeasuredLine {
  return {
    coordinates: coordinatesSchema.parse(line.coordinates),
    chainagesM: line.chainagesM,
  };
}

/** Traffic runs with growing chainage on 上行 and against it on 下行. */
function drivingAzimuth(bearing: number, direction: 'up' | 'down'): number {
  return direction === 'up' ? bearing : (bearing + 180) % 360;
}
