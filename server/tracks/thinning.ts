/** Tracks made of fewer points, and what is told of them. */
import { GAP_MS, metresBetween, type TrackPoint, type TrackStop } from './schema.ts';

const METRES_PER_DEGREE = 111_195;
/** Nearer than a receiver is exact. */
const FINEST_M = 1.5;

/** As it was reported; a track says beside each whether nothing is known of how it came there. */
export type Reported = Omit<TrackPoint, 'gap'>;

/**
 * At most `most` points, first and last among them: those by which a track differs most from going
 * evenly from one kept point to the next. Measured is the distance to where it would be at the same
 * time, so that turns count, and stops and changes of speed do as well. Both ends of a gap are kept.
 */
export function thin(points: readonly Reported[], most: number): TrackPoint[] {
  const weights = weightsOf(points);
  const kept = points.flatMap((_, at) => ((weights[at] ?? 0) > FINEST_M ? [at] : []));
  if (kept.length > most) {
    kept.sort((a, b) => heavier(weights[a] ?? 0, weights[b] ?? 0));
    kept.length = most;
    kept.sort((a, b) => a - b);
  }
  const gaps = gapsBefore(points);
  return kept.flatMap((at, index) => {
    const point = points[at];
    const before = kept[index - 1];
    if (point === undefined) return [];
    const gap = before !== undefined && (gaps[at] ?? 0) > (gaps[before] ?? 0);
    return [{ ...point, gap }];
  });
}

/** Not by subtraction: infinite weights have no difference. */
function heavier(a: number, b: number): number {
  return a === b ? 0 : a > b ? -1 : 1;
}

/** How many gaps lie before each point. */
function gapsBefore(points: readonly Reported[]): Uint32Array {
  const gaps = new Uint32Array(points.length);
  for (const [at, point] of points.entries()) {
    const before = points[at - 1];
    if (before === undefined) continue;
    gaps[at] = (gaps[at - 1] ?? 0) + (point.atMs - before.atMs > GAP_MS ? 1 : 0);
  }
  return gaps;
}

/** How far off a track would be without each point; none is heavier than the one it was parted by. */
function weightsOf(points: readonly Reported[]): Float64Array {
  const weights = new Float64Array(points.length);
  const first = points[0];
  if (first === undefined) return weights;
  const { lon, lat, atMs } = first;
  const scale = Math.cos((lat * Math.PI) / 180) * METRES_PER_DEGREE;
  const xs = Float64Array.from(points, (point) => (point.lon - lon) * scale);
  const ys = Float64Array.from(points, (point) => (point.lat - lat) * METRES_PER_DEGREE);
  const times = Float64Array.from(points, (point) => point.atMs - atMs);
  const last = points.length - 1;
  const ends = points.flatMap((point, at) => {
    const next = points[at + 1];
    return next !== undefined && next.atMs - point.atMs > GAP_MS ? [at, at + 1] : [];
  });
  for (const at of ends) weights[at] = Number.MAX_VALUE;
  weights[0] = Number.POSITIVE_INFINITY;
  weights[last] = Number.POSITIVE_INFINITY;
  const borders = [0, ...ends, last];
  const waiting = borders.flatMap((from, index) => {
    const to = borders[index + 1];
    return index % 2 === 0 && to !== undefined ? [{ from, to, most: Number.MAX_VALUE }] : [];
  });
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const { from, to, most } = part;
    const { at, away } = farthest(xs, ys, times, from, to);
    if (away <= FINEST_M) continue;
    const weight = Math.min(away, most);
    weights[at] = weight;
    waiting.push({ from, to: at, most: weight }, { from: at, to, most: weight });
  }
  return weights;
}

function farthest(
  xs: Float64Array,
  ys: Float64Array,
  times: Float64Array,
  from: number,
  to: number,
): { at: number; away: number } {
  const [x0 = 0, y0 = 0, t0 = 0] = [xs[from], ys[from], times[from]];
  const span = (times[to] ?? 0) - t0;
  const [dx, dy] = [((xs[to] ?? 0) - x0) / span, ((ys[to] ?? 0) - y0) / span];
  let found = from;
  let mostSquared = 0;
  for (let at = from + 1; at < to; at += 1) {
    const passed = (times[at] ?? 0) - t0;
    const x = (xs[at] ?? 0) - x0 - dx * passed;
    const y = (ys[at] ?? 0) - y0 - dy * passed;
    const squared = x * x + y * y;
    if (squared > mostSquared) {
      mostSquared = squared;
      found = at;
    }
  }
  return { at: found, away: Math.sqrt(mostSquared) };
}

/** It stands when it stays this near to where it was, this long. */
const STOP_REACH_M = 40;
const STOP_MS = 3 * 60_000;

export function stopsOf(points: readonly Reported[]): TrackStop[] {
  const stops: TrackStop[] = [];
  let from = 0;
  while (from < points.length) {
    const to = endOfStay(points, from);
    const [first, last] = [points[from], points[to]];
    if (first === undefined || last === undefined) break;
    if (last.atMs - first.atMs < STOP_MS) {
      from += 1;
      continue;
    }
    const middle = points[Math.floor((from + to) / 2)] ?? first;
    stops.push({ fromMs: first.atMs, toMs: last.atMs, lon: middle.lon, lat: middle.lat });
    from = to + 1;
  }
  return stops;
}

/** The last of those that stay near a point without a gap. */
function endOfStay(points: readonly Reported[], from: number): number {
  const start = points[from];
  let to = from;
  for (
    let next = points[to + 1];
    start !== undefined && next !== undefined;
    next = points[to + 1]
  ) {
    const gone = metresBetween(start, next) > STOP_REACH_M;
    if (gone || next.atMs - (points[to]?.atMs ?? 0) > GAP_MS) break;
    to += 1;
  }
  return to;
}

/** Length without gaps, and the highest speed. */
export function extentOf(points: readonly Reported[]): { metres: number; topKmh: number | null } {
  let metres = 0;
  let topKmh: number | null = null;
  let before: Reported | undefined;
  for (const point of points) {
    if (before !== undefined && point.atMs - before.atMs <= GAP_MS)
      metres += metresBetween(before, point);
    if (point.speedKmh !== null) topKmh = Math.max(topKmh ?? 0, point.speedKmh);
    before = point;
  }
  return { metres, topKmh };
}

/** Speeds that no device told, from one point to the next; unknown over gaps. */
export function withSpeeds(points: readonly Reported[]): Reported[] {
  return points.map((point, at) => {
    const before = points[at - 1];
    if (point.speedKmh !== null || before === undefined) return point;
    const passedMs = point.atMs - before.atMs;
    if (passedMs > GAP_MS) return point;
    return { ...point, speedKmh: (metresBetween(before, point) / passedMs) * 3_600 };
  });
}
