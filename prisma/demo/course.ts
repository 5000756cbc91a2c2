import {
  bearing,
  distanceM,
  type MeasuredLine,
  measure,
  offset,
} from '../../server/roads/geometry.ts';
import type { Position } from '../../server/roads/schema.ts';

const STEP_M = 2_000;
/** Half of the distance between the two carriageways' middles. */
const CARRIAGEWAY_M = 12;

/** A smooth line through the points (centripetal enough for points this far apart: Catmull-Rom). */
function smooth(points: readonly Position[]): Position[] {
  const at = (index: number): Position =>
    points[Math.min(points.length - 1, Math.max(0, index))] ?? [0, 0];
  const smoothed = points.slice(1).flatMap((to, index) => {
    const from = at(index);
    const steps = Math.max(1, Math.round(distanceM(from, to) / STEP_M));
    return Array.from({ length: steps }, (_, step) =>
      between(at(index - 1), from, to, at(index + 2), step / steps),
    );
  });
  return [...smoothed, at(points.length - 1)];
}

function between(a: Position, b: Position, c: Position, d: Position, t: number): Position {
  const axis = (i: 0 | 1): number =>
    0.5 *
    (2 * b[i] +
      (c[i] - a[i]) * t +
      (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]) * t ** 2 +
      (3 * b[i] - a[i] - 3 * c[i] + d[i]) * t ** 3);
  return [round(axis(0)), round(axis(1))];
}

/** The middle of the road, measured. */
export function middleLine(points: readonly Position[], startKm: number): MeasuredLine {
  return measure(smooth(points), startKm * 1000);
}

/** Traffic keeps right: 上行 lies to the right of growing chainage, 下行 to the left. */
export function carriageway(middle: MeasuredLine, direction: 'up' | 'down'): Position[] {
  const side = direction === 'up' ? 90 : -90;
  return middle.coordinates.map((position, index) => {
    const next = middle.coordinates[index + 1];
    const before = middle.coordinates[index - 1];
    const course = next ? bearing(position, next) : before ? bearing(before, position) : 0;
    const [lon, lat] = offset(position, course + side, CARRIAGEWAY_M);
    return [round(lon), round(lat)];
  });
}

/** About a decimetre. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
