/** All cameras that can see a place are pointed at it; who cannot be is named with the reason. */
import { writeAudit } from '../audit/mutations.ts';
import { type Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { notify } from '../platform/notify.ts';
import { bearing, distanceM } from '../roads/geometry.ts';
import type { Services } from '../trpc/context.ts';
import { readPanZero, readPresets, type Steerer } from './data.ts';
import { claim } from './mutations.ts';
import { MOST_POINTED, type Pointed, type PtzSight, SEEN_WITHIN_M } from './schema.ts';
import { azimuthAt, azimuthsApart, circle, panTowards, panZeroOf, zoomFor } from './sight.ts';

/** A dome sees this far to either side of where it looks. */
const HALF_VIEW_DEGREES = 30;
const DEGREE_M = 111_195;
/** No view range is longer. */
const FARTHEST_M = 50_000;

type Platform = Pick<Services, 'db' | 'clock' | 'log' | 'heads'>;
type Place = { readonly lon: number; readonly lat: number };
type Candidate = Place & {
  readonly id: string;
  readonly name: string;
  readonly status: string;
};

export async function pointAt(platform: Platform, scope: Steerer, place: Place): Promise<Pointed> {
  const found = await candidates(platform.db, place);
  const near = found.slice(0, MOST_POINTED);
  const items = await Promise.all(
    near.map((camera) => tryPoint(platform, scope, { camera, place })),
  );
  return { items, more: found.length > MOST_POINTED };
}

/**
 * Those that turn and reach as far as this place, the nearest first; one more than are pointed. Not what
 * drives about: where its pan 0 looks changes with the way it goes.
 */
async function candidates(db: Db, { lon, lat }: Place): Promise<Candidate[]> {
  // Where it stands, not where it is drawn.
  const cameraLon = Prisma.sql`coalesce(lon, "displayLon")`;
  const cameraLat = Prisma.sql`coalesce(lat, "displayLat")`;
  const across = DEGREE_M * Math.cos((lat * Math.PI) / 180);
  const reach = FARTHEST_M / DEGREE_M;
  return db.$queryRaw`
    select id, name, status::text, lon, lat from (
      select id, name, status, ${cameraLon} as lon, ${cameraLat} as lat,
        coalesce("viewRangeM", ${SEEN_WITHIN_M}) as range,
        sqrt(power((${cameraLon} - ${lon}) * ${across}, 2)
          + power((${cameraLat} - ${lat}) * ${DEGREE_M}, 2)) as away
      from "Camera"
      where "removedAt" is null and kind <> 'mobile' and control->'ptz'->'panTilt' = 'true'::jsonb
        and ${cameraLat} between ${lat - reach} and ${lat + reach}
    ) as turning
    where away <= range order by away, id limit ${MOST_POINTED + 1}`;
}

type Aim = { readonly camera: Candidate; readonly place: Place };

async function tryPoint(
  platform: Platform,
  scope: Steerer,
  { camera, place }: Aim,
): Promise<Pointed['items'][number]> {
  const { id: cameraId, name } = camera;
  const from: [number, number] = [camera.lon, camera.lat];
  const to: [number, number] = [place.lon, place.lat];
  const azimuth = circle(bearing(from, to));
  const away = distanceM(from, to);
  const told = { cameraId, name, distanceM: Math.round(away) };
  try {
    if (camera.status === 'offline') throw new AppError('ptz.offline');
    const sight = await point(platform, scope, { cameraId, azimuth, away });
    return { ...told, kind: 'pointed', ...sight };
  } catch (error) {
    if (!(error instanceof AppError))
      platform.log.error({ error, camera: cameraId }, 'a camera could not be pointed');
    const { code, details } = error instanceof AppError ? error : new AppError('server.fault');
    return { ...told, kind: 'refused', code, details: details ?? {} };
  }
}

type Sight = { readonly azimuth: number; readonly preset: string | null };
type Wanted = { readonly cameraId: string; readonly azimuth: number; readonly away: number };

/** By its pan where that is calibrated, else by the preset that looks nearest to there. */
async function point(platform: Platform, scope: Steerer, wanted: Wanted): Promise<Sight> {
  const { db, clock, heads } = platform;
  const { cameraId, azimuth, away } = wanted;
  const { head, sheet } = await heads.head(scope, cameraId);
  const panZero = sheet.absolute ? await readPanZero(db, scope, cameraId) : null;
  const at = panZero === null ? null : await head.position();
  const what = 'point';
  if (panZero !== null && at !== null) {
    const detail = `${Math.round(azimuth)}°`;
    await claim(db, scope, clock.wallNow(), { cameraId, what, detail });
    const pan = panTowards(azimuth, panZero);
    await head.moveTo({ pan, tilt: at.tilt, zoom: zoomFor(away) });
    return { azimuth, preset: null };
  }
  const preset = nearestOf(await readPresets(db, scope, cameraId), azimuth);
  if (!preset) {
    if (panZero !== null) throw new AppError('ptz.no-position');
    throw new AppError(sheet.absolute ? 'ptz.not-calibrated' : 'ptz.no-sight');
  }
  const detail = `${preset.number} ${preset.name}`;
  await claim(db, scope, clock.wallNow(), { cameraId, what, detail });
  await head.callPreset(preset.token);
  return { azimuth: preset.azimuth, preset: detail };
}

type Looking = { readonly azimuth: number | null };

/** The one that looks nearest to there, where that is still in its picture. */
function nearestOf<Preset extends Looking>(presets: readonly Preset[], azimuth: number) {
  return presets
    .flatMap((preset) => (preset.azimuth === null ? [] : [{ ...preset, azimuth: preset.azimuth }]))
    .map((preset) => ({ preset, off: azimuthsApart(preset.azimuth, azimuth) }))
    .filter(({ off }) => off <= HALF_VIEW_DEGREES)
    .sort((one, other) => one.off - other.off)[0]?.preset;
}

/** The camera looks there now, says whoever sees it: that calibrates its pan. @throws ptz.no-position */
export async function calibrate(
  { db, clock, heads }: Platform,
  scope: Steerer,
  { cameraId, azimuth }: PtzSight,
): Promise<void> {
  const { head, name } = await heads.head(scope, cameraId);
  const detail = `${Math.round(azimuth)}°`;
  const claimed = { cameraId, what: 'calibrate', detail } as const;
  if (await claim(db, scope, clock.wallNow(), claimed)) await head.stop();
  const at = await head.position();
  if (at === null) throw new AppError('ptz.no-position');
  const panZero = panZeroOf(at.pan, azimuth);
  await db.$transaction(async (tx) => {
    await tx.ptzControl.update({
      where: { cameraId },
      data: { panZero },
      select: { cameraId: true },
    });
    await writeAudit(tx, scope, {
      action: 'ptz.calibrate',
      subject: { type: 'camera', id: cameraId, name },
      details: { azimuth, panZero },
    });
    await notify(tx, 'ptz_changes', cameraId);
  });
}

/** Where a calibrated camera looks now; null: nobody knows, and nothing depends on it. */
export async function sightNow(
  { db, heads, log }: Platform,
  scope: Steerer,
  cameraId: string,
): Promise<number | null> {
  const panZero = await readPanZero(db, scope, cameraId);
  if (panZero === null) return null;
  try {
    const { head } = await heads.head(scope, cameraId);
    const at = await head.position();
    return at && azimuthAt(at.pan, panZero);
  } catch (error) {
    log.warn({ error, camera: cameraId }, 'cannot tell where it looks');
    return null;
  }
}
