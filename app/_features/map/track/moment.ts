import type { TrackPoint } from '../../../../server/tracks/schema.ts';

export type Moment = {
  readonly lon: number;
  readonly lat: number;
  readonly speedKmh: number | null;
  readonly heading: number | null;
};

/** Where a track was at a time, going evenly between its points; null: before, behind or in a gap of it. */
export function momentOf(points: readonly TrackPoint[], atMs: number): Moment | null {
  const next = firstFrom(points, atMs);
  const after = points[next];
  if (after === undefined) return null;
  if (after.atMs === atMs) return after;
  const before = points[next - 1];
  if (before === undefined || after.gap) return null;
  const share = (atMs - before.atMs) / (after.atMs - before.atMs);
  return {
    lon: before.lon + (after.lon - before.lon) * share,
    lat: before.lat + (after.lat - before.lat) * share,
    speedKmh: before.speedKmh,
    heading: before.heading,
  };
}

/** Index of the first point at that time or later. */
function firstFrom(points: readonly TrackPoint[], atMs: number): number {
  let [from, to] = [0, points.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((points[middle]?.atMs ?? 0) < atMs) from = middle + 1;
    else to = middle;
  }
  return from;
}
