import { demandCamera } from '../cameras/data.ts';
import type { CameraMove } from '../cameras/schema.ts';
import type { Db } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';
import { type Track, type TrackInput, type TrackSetting, trackSettingSchema } from './schema.ts';
import { extentOf, type Reported, stopsOf, thin, withSpeeds } from './thinning.ts';

export type TrackViewer = Scope<'cameras.view'>;

/** Read in one question: two a second for a whole day. Of more, the newest. */
const MOST_READ = 200_000;

export async function trackOf(
  db: Db,
  _scope: TrackViewer,
  { cameraId, from, to, most }: TrackInput,
): Promise<Track> {
  await demandCamera(db, cameraId);
  const read = await pointsBetween(db, cameraId, from, to);
  const points = withSpeeds(read);
  return {
    points: thin(points, most),
    stops: stopsOf(points),
    total: points.length,
    ...extentOf(points),
  };
}

type Columns = Record<'at' | 'lon' | 'lat' | 'kmh' | 'heading', (number | null)[] | null>;

/** As columns: a hundred thousand rows would be made one by one on the way. */
async function pointsBetween(db: Db, cameraId: string, from: Date, to: Date): Promise<Reported[]> {
  const [columns] = await db.$queryRaw<Columns[]>`
    select json_agg(round(extract(epoch from at) * 1000)) as at, json_agg(lon) as lon,
      json_agg(lat) as lat, json_agg("speedKmh") as kmh, json_agg(heading) as heading
    from (
      select * from (
        select at, lon, lat, "speedKmh", heading from "CameraPosition"
        where "cameraId" = ${cameraId} and at >= ${from} and at <= ${to}
        order by at desc limit ${MOST_READ}
      ) newest order by at
    ) p`;
  const { at, lon, lat, kmh, heading } = columns ?? {};
  return (at ?? []).map((atMs, row) => ({
    atMs: atMs ?? 0,
    lon: lon?.[row] ?? 0,
    lat: lat?.[row] ?? 0,
    speedKmh: kmh?.[row] ?? null,
    heading: heading?.[row] ?? null,
  }));
}

/** The newest position of each camera that moved since then; those that moved last, where there are very many. */
export function movedSince(db: Db, since: Date, most: number): Promise<CameraMove[]> {
  return db.$queryRaw<CameraMove[]>`
    select id, "movedLon" as lon, "movedLat" as lat, "speedKmh", heading,
      (extract(epoch from "movedAt") * 1000)::float8 as "atMs"
    from "Camera" where "removedAt" is null and kind = 'mobile' and "movedAt" >= ${since}
    order by "movedAt" desc limit ${most}`;
}

export const TRACK_SETTING_KEY = 'tracks';
const USUAL_SETTING: TrackSetting = { keepHours: 24 };

export async function trackSetting(db: Db): Promise<TrackSetting> {
  const row = await db.setting.findUnique({ where: { key: TRACK_SETTING_KEY } });
  const stored = trackSettingSchema.safeParse(row?.value);
  return stored.success ? stored.data : USUAL_SETTING;
}
