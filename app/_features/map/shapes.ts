import { MOST_CORNERS } from '../../../server/cameras/schema.ts';
import type { ScreenPoint } from './engine/library.ts';

/** A hand's line closer to its neighbours than this says nothing more. */
const LEAST_STEP_PX = 4;
/** Less is a click, not a shape. */
const LEAST_PX = 6;

/** Corners of the box between two opposite ones. */
export function boxRing(from: ScreenPoint, to: ScreenPoint): ScreenPoint[] {
  return [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
}

/** The line goes on to a point, unless that is where it is already. */
export function drawnTo(line: readonly ScreenPoint[], point: ScreenPoint): readonly ScreenPoint[] {
  const last = line.at(-1);
  if (last !== undefined && Math.hypot(point.x - last.x, point.y - last.y) < LEAST_STEP_PX)
    return line;
  return [...line, point];
}

/** As many corners as a selection takes, evenly along the line. */
export function fewerCorners(ring: readonly ScreenPoint[]): ScreenPoint[] {
  const step = Math.max(1, ring.length / MOST_CORNERS);
  const count = Math.min(ring.length, MOST_CORNERS);
  return Array.from({ length: count }, (_, index) => ring[Math.floor(index * step)] ?? []).flat();
}

/** Whether somebody meant a shape by it. */
export function isShape(ring: readonly ScreenPoint[]): boolean {
  if (ring.length < 3) return false;
  const across = (values: number[]) => Math.max(...values) - Math.min(...values);
  return Math.max(across(ring.map(({ x }) => x)), across(ring.map(({ y }) => y))) >= LEAST_PX;
}
