/**
 * How positions of moving cameras come in, whoever brings them: programs by HTTP now, drivers of
 * devices that tell theirs. They are telemetry: no entry of the audit trail is written for them.
 */
import gcoord from 'gcoord';
import { publishChanges } from '../cameras/changes.ts';
import type { CameraMove } from '../cameras/schema.ts';
import type { Crs } from '../map/schema.ts';
import type { Database, Transaction } from '../platform/db.ts';
import { trackSetting } from './data.ts';
import { tellMoves } from './moves.ts';
import {
  type Position,
  type PositionFault,
  type PositionReceipt,
  type PositionReport,
  positionSchema,
} from './schema.ts';

const HOUR_MS = 3_600_000;
/** Clocks of devices are not quite ours. */
const AHEAD_MS = 2 * 60_000;

const TYPES = { wgs84: gcoord.WGS84, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 };

type Rejected = PositionReceipt['rejected'][number];
type Known = Omit<Position, 'camera'> & { readonly cameraId: string };

/** The good ones are kept, each of the others is answered with its code; telling them again changes nothing. */
export async function reportPositions(
  db: Database,
  nowMs: number,
  { crs, positions }: PositionReport,
): Promise<PositionReceipt> {
  const { keepHours } = await trackSetting(db);
  const oldest = nowMs - keepHours * HOUR_MS;
  const rejected: Rejected[] = [];
  const read = positions.flatMap((raw, index) => {
    const parsed = positionSchema.safeParse(raw);
    if (!parsed.success) {
      const fields = parsed.error.issues.map(({ path }) => path.join('.'));
      rejected.push({ index, code: 'position.invalid', details: { fields: [...new Set(fields)] } });
      return [];
    }
    const code = faultOf(parsed.data, oldest, nowMs + AHEAD_MS);
    if (code === null) return [{ index, position: parsed.data }];
    rejected.push({ index, code });
    return [];
  });
  const codes = [...new Set(read.map(({ position }) => position.camera))];
  const cameras = await db.camera.findMany({
    where: { code: { in: codes }, removedAt: null },
    select: { id: true, code: true, kind: true },
  });
  const byCode = new Map(cameras.map((camera) => [camera.code, camera]));
  const known = read.flatMap(({ index, position: { camera: code, ...position } }): Known[] => {
    const camera = byCode.get(code);
    if (camera?.kind === 'mobile')
      return [{ ...position, ...toWgs84(position, crs), cameraId: camera.id }];
    const fault = camera === undefined ? 'position.unknown-camera' : 'position.not-moving';
    rejected.push({ index, code: fault, details: { camera: code } });
    return [];
  });
  const accepted = known.length === 0 ? 0 : await keep(db, known);
  return {
    accepted,
    duplicates: known.length - accepted,
    rejected: rejected.sort((a, b) => a.index - b.index),
  };
}

function faultOf({ at, lon, lat }: Position, oldest: number, newest: number): PositionFault | null {
  // What receivers say that do not know where they are.
  if (lon === 0 && lat === 0) return 'position.no-fix';
  if (at.getTime() < oldest) return 'position.too-old';
  return at.getTime() > newest ? 'position.in-future' : null;
}

function toWgs84({ lon, lat }: { lon: number; lat: number }, crs: Crs) {
  if (crs === 'wgs84') return { lon, lat };
  const [east, north] = gcoord.transform<[number, number]>([lon, lat], TYPES[crs], gcoord.WGS84);
  return { lon: east, lat: north };
}

/** How many of them are new. */
async function keep(db: Database, positions: readonly Known[]): Promise<number> {
  return db.$transaction(async (tx) => {
    // One order for all who report, so that two who tell of the same cameras wait for each other.
    const ids = [...new Set(positions.map(({ cameraId }) => cameraId))].sort();
    const cameras = await tx.$queryRaw<{ id: string; movedAt: Date | null }[]>`
      select id, "movedAt" from "Camera"
      where id = any(${ids}) and "removedAt" is null and kind = 'mobile'
      order by id for no key update`;
    const before = new Map(cameras.map(({ id, movedAt }) => [id, movedAt?.getTime() ?? null]));
    const still = positions.filter(({ cameraId }) => before.has(cameraId));
    const accepted = await insert(tx, still);
    const moves = newestOf(still).filter(({ id, atMs }) => atMs > (before.get(id) ?? -1));
    await move(tx, moves);
    await tellMoves(tx, moves);
    // From its first position on a camera is drawn in another way.
    const first = moves.filter(({ id }) => before.get(id) === null);
    await publishChanges(
      tx,
      first.map(({ id }) => ({ type: 'upserted', id })),
    );
    return accepted;
  });
}

function insert(tx: Transaction, positions: readonly Known[]): Promise<number> {
  return tx.$executeRaw`
    insert into "CameraPosition" ("cameraId", at, lon, lat, "speedKmh", heading, "accuracyM")
    select * from unnest(
      ${positions.map(({ cameraId }) => cameraId)}::text[],
      ${positions.map(({ at }) => at.toISOString())}::timestamp(3)[],
      ${positions.map(({ lon }) => lon)}::float8[],
      ${positions.map(({ lat }) => lat)}::float8[],
      ${positions.map(({ speedKmh }) => speedKmh ?? null)}::real[],
      ${positions.map(({ heading }) => north(heading))}::real[],
      ${positions.map(({ accuracyM }) => accuracyM ?? null)}::real[]
    ) on conflict do nothing`;
}

function newestOf(positions: readonly Known[]): CameraMove[] {
  const newest = new Map<string, Known>();
  for (const position of positions) {
    const known = newest.get(position.cameraId);
    if (known === undefined || position.at > known.at) newest.set(position.cameraId, position);
  }
  return [...newest.values()].map(({ cameraId, at, lon, lat, speedKmh, heading }) => ({
    id: cameraId,
    lon,
    lat,
    atMs: at.getTime(),
    speedKmh: speedKmh ?? null,
    heading: north(heading),
  }));
}

async function move(tx: Transaction, moves: readonly CameraMove[]): Promise<void> {
  if (moves.length === 0) return;
  await tx.$executeRaw`
    update "Camera" c set "movedLon" = m.lon, "movedLat" = m.lat, "movedAt" = m.at,
      "speedKmh" = m.kmh, heading = m.heading
    from unnest(
      ${moves.map(({ id }) => id)}::text[],
      ${moves.map(({ lon }) => lon)}::float8[],
      ${moves.map(({ lat }) => lat)}::float8[],
      ${moves.map(({ atMs }) => new Date(atMs).toISOString())}::timestamp(3)[],
      ${moves.map(({ speedKmh }) => speedKmh)}::float8[],
      ${moves.map(({ heading }) => heading)}::float8[]
    ) as m(id, lon, lat, at, kmh, heading)
    where c.id = m.id`;
}

/** 360° is 0°. */
function north(heading: number | null | undefined): number | null {
  return heading === null || heading === undefined ? null : heading % 360;
}
