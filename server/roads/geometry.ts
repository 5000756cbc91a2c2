/** Lines on the earth measured in chainage. WGS-84; distances on a sphere, good to some metres per kilometre. */
import type { Position } from './schema.ts';

const EARTH_RADIUS_M = 6_371_008.8;
const DEGREE = Math.PI / 180;
const KILOMETRE_M = 1_000;

/** A carriageway: a chainage for each vertex, strictly growing. */
export type MeasuredLine = {
  readonly coordinates: readonly Position[];
  readonly chainagesM: readonly number[];
};

export type LocatedPoint = {
  readonly lon: number;
  readonly lat: number;
  /** Towards growing chainage, degrees clockwise from north. */
  readonly bearing: number;
};

export function distanceM(a: Position, b: Position): number {
  const lat1 = a[1] * DEGREE;
  const lat2 = b[1] * DEGREE;
  const dLat = lat2 - lat1;
  const dLon = (b[0] - a[0]) * DEGREE;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Degrees clockwise from north. */
export function bearing(a: Position, b: Position): number {
  const lat1 = a[1] * DEGREE;
  const lat2 = b[1] * DEGREE;
  const dLon = (b[0] - a[0]) * DEGREE;
  const y = Math.sin(dLon) * Math.cos(lat2);
  const x = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(dLon);
  return (Math.atan2(y, x) / DEGREE + 360) % 360;
}

/** The point so many metres away in a direction; for distances far below the earth's size. */
export function offset(from: Position, bearingDegrees: number, metres: number): Position {
  const angle = bearingDegrees * DEGREE;
  const north = (metres * Math.cos(angle)) / EARTH_RADIUS_M / DEGREE;
  const east = (metres * Math.sin(angle)) / EARTH_RADIUS_M / DEGREE / Math.cos(from[1] * DEGREE);
  return [from[0] + east, from[1] + north];
}

/** Chainages from the length of the line, beginning with `startM`. */
export function measure(coordinates: readonly Position[], startM: number): MeasuredLine {
  let chainage = startM;
  const chainagesM = coordinates.map((position, index) => {
    const before = coordinates[index - 1];
    if (before) chainage += distanceM(before, position);
    return chainage;
  });
  return { coordinates, chainagesM };
}

type Segment = { a: Position; b: Position; fromM: number; toM: number };

function segments({ coordinates, chainagesM }: MeasuredLine): Segment[] {
  return coordinates.flatMap((b, index) => {
    const a = coordinates[index - 1];
    const fromM = chainagesM[index - 1];
    const toM = chainagesM[index];
    return a && fromM !== undefined && toM !== undefined ? [{ a, b, fromM, toM }] : [];
  });
}

/** Where a chainage is; null: not on this line. */
export function pointAt(line: MeasuredLine, chainageM: number): LocatedPoint | null {
  const segment = segments(line).find(({ fromM, toM }) => chainageM >= fromM && chainageM <= toM);
  if (!segment) return null;
  const { a, b, fromM, toM } = segment;
  const share = toM === fromM ? 0 : (chainageM - fromM) / (toM - fromM);
  return {
    lon: a[0] + (b[0] - a[0]) * share,
    lat: a[1] + (b[1] - a[1]) * share,
    bearing: bearing(a, b),
  };
}

/** The piece between two chainages, the lower one first; empty where the line has no such piece. */
export function stretchOf(line: MeasuredLine, fromM: number, toM: number): Position[] {
  const low = Math.max(fromM, line.chainagesM[0] ?? 0);
  const high = Math.min(toM, line.chainagesM.at(-1) ?? 0);
  const [start, end] = [pointAt(line, low), pointAt(line, high)];
  if (low >= high || start === null || end === null) return [];
  const between = line.coordinates.filter((_, index) => {
    const at = line.chainagesM[index] ?? low;
    return at > low && at < high;
  });
  return [[start.lon, start.lat], ...between, [end.lon, end.lat]];
}

/** Where the whole kilometres stand. One walk along the line: a road has a thousand of them. */
export function kilometresOf(line: MeasuredLine): { km: number; at: Position }[] {
  return segments(line).flatMap(({ a, b, fromM, toM }, index) => {
    // A post on a corner belongs to the segment that begins there.
    const first = Math.ceil(fromM / KILOMETRE_M);
    const last = Math.floor(toM / KILOMETRE_M);
    const isEnd = index === line.coordinates.length - 2;
    const count = last - first + (last * KILOMETRE_M === toM && !isEnd ? 0 : 1);
    return Array.from({ length: Math.max(0, count) }, (_, step) => {
      const km = first + step;
      const share = (km * KILOMETRE_M - fromM) / (toM - fromM);
      const at: Position = [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
      return { km, at };
    });
  });
}

export type Nearest = {
  readonly chainageM: number;
  readonly distanceM: number;
  readonly bearing: number;
};

/** The closest place on the line; null for a line without length. */
export function nearestOn(line: MeasuredLine, point: Position): Nearest | null {
  let best: Nearest | null = null;
  for (const { a, b, fromM, toM } of segments(line)) {
    const share = projectedShare(a, b, point);
    const foot: Position = [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
    const distance = distanceM(foot, point);
    if (best === null || distance < best.distanceM)
      best = {
        chainageM: fromM + (toM - fromM) * share,
        distanceM: distance,
        bearing: bearing(a, b),
      };
  }
  return best;
}

/** On a plane that is stretched as the earth is at this latitude. */
function projectedShare(a: Position, b: Position, point: Position): number {
  const stretch = Math.cos(point[1] * DEGREE);
  const dx = (b[0] - a[0]) * stretch;
  const dy = b[1] - a[1];
  const length = dx * dx + dy * dy;
  if (length === 0) return 0;
  const share = ((point[0] - a[0]) * stretch * dx + (point[1] - a[1]) * dy) / length;
  return Math.min(1, Math.max(0, share));
}
