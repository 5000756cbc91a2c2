import type * as GeoJSON from 'geojson';
import { metresBetween, type Track, type TrackPoint } from '../../../../server/tracks/schema.ts';
import type { CameraPlacer } from './camera-source.ts';

export type TrailPoint = { readonly lon: number; readonly lat: number; readonly atMs: number };
/** From the oldest to the newest; more than a gap apart: not joined. */
export type Trail = readonly TrailPoint[];

export const TRAIL_MS = 10 * 60_000;

/** Where a class of speed begins, km/h. */
export const SPEED_STEPS = [0, 20, 60, 100] as const;

function speedClass(kmh: number): number {
  return SPEED_STEPS.findLastIndex((from) => kmh >= from);
}

type Drawable = Pick<TrackPoint, 'lon' | 'lat'>;

function line(
  points: readonly Drawable[],
  properties: GeoJSON.GeoJsonProperties,
  place: CameraPlacer,
): GeoJSON.Feature {
  const coordinates = points.map(({ lon, lat }) => [...place([lon, lat])]);
  return { type: 'Feature', properties, geometry: { type: 'LineString', coordinates } };
}

/** The older the fainter. */
export function trailFeatures(
  trails: readonly Trail[],
  gapMs: number,
  place: CameraPlacer,
): GeoJSON.FeatureCollection {
  const features = trails.flatMap((trail) => {
    const newest = trail.at(-1)?.atMs ?? 0;
    return trail.flatMap((point, index) => {
      const before = trail[index - 1];
      if (before === undefined || point.atMs - before.atMs > gapMs) return [];
      return [line([before, point], { fresh: 1 - (newest - point.atMs) / TRAIL_MS }, place)];
    });
  });
  return { type: 'FeatureCollection', features };
}

/** One line for each stretch of one class of speed (-1: nothing is known in between), and a point for each stop. */
export function trackFeatures(
  { points, stops }: Pick<Track, 'points' | 'stops'>,
  place: CameraPlacer,
): GeoJSON.FeatureCollection {
  const stretches: { level: number; points: TrackPoint[] }[] = [];
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (before === undefined) continue;
    const level = point.gap ? -1 : speedClass(speedBetween(before, point));
    const last = stretches.at(-1);
    if (last?.level === level) last.points.push(point);
    else stretches.push({ level, points: [before, point] });
  }
  const features = stretches.map(({ level, points }) => line(points, { level }, place));
  for (const { lon, lat, fromMs } of stops)
    features.push({
      type: 'Feature',
      properties: { stop: fromMs },
      geometry: { type: 'Point', coordinates: [...place([lon, lat])] },
    });
  return { type: 'FeatureCollection', features };
}

/** km/h from one point to the next, which is what their line shows. */
function speedBetween(before: TrackPoint, point: TrackPoint): number {
  return (metresBetween(before, point) / (point.atMs - before.atMs)) * 3_600;
}
