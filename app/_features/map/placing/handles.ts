import type { CameraPlace } from '../../../../server/cameras/schema.ts';
import type { LonLat, ScreenPoint } from '../engine/library.ts';

export type WhichPoint = 'display' | 'physical';
export type Handle = 'aim' | 'left' | 'right';

/** What a camera without a direction gets with its first turn. */
const FIRST_ANGLE = 60;
const FIRST_RANGE_M = 300;
const [LEAST_ANGLE, MOST_ANGLE] = [5, 360];
const [LEAST_RANGE_M, MOST_RANGE_M] = [10, 50_000];
/** Nearer to the camera handles could not be told from it. */
export const LEAST_REACH_PX = 56;
/** About 0.1 m. */
const DECIMALS = 1e6;

export type Cone = { azimuth: number; viewAngle: number; viewRangeM: number };

export function coneOf({ azimuth, viewAngle, viewRangeM }: CameraPlace): Cone {
  return {
    azimuth: azimuth ?? 0,
    viewAngle: viewAngle ?? FIRST_ANGLE,
    viewRangeM: viewRangeM ?? FIRST_RANGE_M,
  };
}

/** Where a point of a camera is; the display point is the physical one until it is set. */
export function pointOf(place: CameraPlace, which: WhichPoint): LonLat | null {
  const { lon, lat, displayLon, displayLat } = place;
  if (which === 'display' && displayLon !== null && displayLat !== null)
    return [displayLon, displayLat];
  return lon === null || lat === null ? null : [lon, lat];
}

export function movedTo(place: CameraPlace, which: WhichPoint, [lon, lat]: LonLat): CameraPlace {
  const [x, y] = [rounded(lon), rounded(lat)];
  return which === 'display'
    ? { ...place, displayLon: x, displayLat: y }
    : { ...place, lon: x, lat: y };
}

const rounded = (degrees: number) => Math.round(degrees * DECIMALS) / DECIMALS;

export function turnedBy(place: CameraPlace, degrees: number): CameraPlace {
  const cone = coneOf(place);
  return { ...place, ...cone, azimuth: turn(cone.azimuth + degrees) };
}

const turn = (degrees: number) => ((Math.round(degrees) % 360) + 360) % 360;

/** Clockwise from north; north is always up. */
function bearingOf(from: ScreenPoint, to: ScreenPoint): number {
  return (Math.atan2(to.x - from.x, from.y - to.y) * 180) / Math.PI;
}

/** @param rangePx how long the cone is on the screen now */
export function handlePoint(
  at: ScreenPoint,
  { azimuth, viewAngle }: Cone,
  rangePx: number,
  handle: Handle,
): ScreenPoint {
  const side = { aim: 0, left: -viewAngle / 2, right: viewAngle / 2 }[handle];
  const angle = ((azimuth + side) * Math.PI) / 180;
  const reach = Math.max(LEAST_REACH_PX, rangePx);
  return { x: at.x + reach * Math.sin(angle), y: at.y - reach * Math.cos(angle) };
}

/** The place after a handle was dragged to a point of the screen. */
export function draggedTo(
  place: CameraPlace,
  handle: Handle,
  from: ScreenPoint,
  to: ScreenPoint,
  rangePx: number,
): CameraPlace {
  const cone = coneOf(place);
  const bearing = bearingOf(from, to);
  if (handle !== 'aim') {
    const apart = Math.abs(((bearing - cone.azimuth + 540) % 360) - 180);
    return { ...place, ...cone, viewAngle: within(apart * 2, LEAST_ANGLE, MOST_ANGLE) };
  }
  // From afar the handle stands beyond the cone: then it only turns.
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const viewRangeM =
    rangePx < LEAST_REACH_PX
      ? cone.viewRangeM
      : within((cone.viewRangeM * length) / rangePx, LEAST_RANGE_M, MOST_RANGE_M);
  return { ...place, ...cone, azimuth: turn(bearing), viewRangeM };
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value)));
}
