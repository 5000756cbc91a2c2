import { describe, expect, it } from 'vitest';
import type { MapCamera } from '../../../../server/cameras/schema.ts';
import type { TrackPoint } from '../../../../server/tracks/schema.ts';
import { trackFeatures, trailFeatures } from '../engine/track-features.ts';
import { momentOf } from './moment.ts';
import { grown, joined } from './trails.ts';

const asIs = (at: readonly [number, number]) => at;

function point(second: number, lon: number, more: Partial<TrackPoint> = {}): TrackPoint {
  return { atMs: second * 1_000, lon, lat: 0, speedKmh: 50, heading: 90, gap: false, ...more };
}

describe('a moment of a track', () => {
  const points = [point(0, 117), point(10, 118), point(1_000, 119, { gap: true })];
  it('lies evenly between the points around it', () => {
    expect(momentOf(points, 5_000)).toMatchObject({ lon: 117.5, speedKmh: 50 });
    expect(momentOf(points, 10_000)?.lon).toBe(118);
    expect(momentOf(points, 1_000_000)?.lon).toBe(119);
  });
  it('is nowhere before, behind and in a gap', () => {
    expect([-1, 500_000, 1_000_001].map((at) => momentOf(points, at))).toEqual([null, null, null]);
  });
});

describe('a trail', () => {
  const camera = (second: number, lon: number) =>
    ({ lon, lat: 0, movedAt: new Date(second * 1_000) }) as MapCamera;
  const at = (second: number, lon: number) => ({ lon, lat: 0, atMs: second * 1_000 });
  it('grows as the camera goes on, and forgets what is ten minutes old', () => {
    const trail = [at(0, 1), at(300, 2)];
    expect(grown(trail, camera(300, 2))).toBe(trail);
    expect(grown(trail, camera(601, 3))).toEqual([at(300, 2), at(601, 3)]);
  });
  it('begins with what the server knew, and nothing twice', () => {
    expect(joined([at(0, 1), at(10, 2)], [at(10, 2), at(20, 3)])).toEqual([
      at(0, 1),
      at(10, 2),
      at(20, 3),
    ]);
  });
  it('is fainter the older it is, and is not drawn over a gap', () => {
    const { features } = trailFeatures([[at(0, 1), at(300, 2), at(600, 3)]], 299_000, asIs);
    expect(features).toEqual([]);
    const drawn = trailFeatures([[at(0, 1), at(300, 2), at(600, 3)]], 300_000, asIs).features;
    expect(drawn.map(({ properties }) => properties?.fresh)).toEqual([0.5, 1]);
  });
});

it('a track is drawn as one line for each stretch of a class of speed', () => {
  // A degree of longitude at the equator is 111.195 km.
  const east = (km: number) => 117 + km / 111.195;
  const points = [
    point(0, east(0)),
    point(60, east(0.1)), // 6 km/h
    point(120, east(0.2)),
    point(180, east(1.4)), // 72 km/h
    point(1_800, east(2), { gap: true }),
    point(1_860, east(4)), // 120 km/h
  ];
  const stops = [{ fromMs: 0, toMs: 1, lon: 117, lat: 0 }];
  const { features } = trackFeatures({ points, stops }, asIs);
  const lines = features.flatMap(({ geometry, properties }) =>
    geometry.type === 'LineString' ? [[properties?.level, geometry.coordinates.length]] : [],
  );
  expect(lines).toEqual([
    [0, 3],
    [2, 2],
    [-1, 2],
    [3, 2],
  ]);
  expect(features.at(-1)?.geometry).toEqual({ type: 'Point', coordinates: [117, 0] });
});
