import type { MapCamera } from '../../../../server/cameras/schema.ts';
import { TRAIL_MS, type Trail, type TrailPoint } from '../engine/track-features.ts';

/** A trail with where its camera is now, without what became too old; the same when it says nothing new. */
export function grown(trail: Trail, { lon, lat, movedAt }: MapCamera): Trail {
  const atMs = movedAt?.getTime() ?? 0;
  if (movedAt === null || atMs <= (trail.at(-1)?.atMs ?? -1)) return trail;
  return recent([...trail, { lon, lat, atMs }]);
}

/** What was known before, and what went on since it was asked for. */
export function joined(asked: Trail, since: Trail): Trail {
  const last = asked.at(-1)?.atMs ?? -1;
  return recent([...asked, ...since.filter(({ atMs }) => atMs > last)]);
}

function recent(points: readonly TrailPoint[]): Trail {
  const from = (points.at(-1)?.atMs ?? 0) - TRAIL_MS;
  return points.filter(({ atMs }) => atMs >= from);
}
