/**
 * A virtual camera in the middle of an all-round picture: where it looks and what its pixels see. The world is x to the
 * right, y up, z to the middle of the picture; angles in radians.
 */
export type Direction = {
  /** To the right of the picture's middle, −π to π. */
  readonly yaw: number;
  /** Above the horizon. */
  readonly pitch: number;
};
export type PanoramaView = Direction & {
  /** By how much its right side is higher: a phone that is held so. */
  readonly roll: number;
  /** Field of view along the longer side. */
  readonly field: number;
};
/** A place on the screen: −1 to 1 from left to right and from bottom to top. */
export type Place = { readonly x: number; readonly y: number };
/** Tangents of half the field of view, each way. */
export type Reach = Place;

const DEGREE = Math.PI / 180;
export const STRAIGHT: PanoramaView = { yaw: 0, pitch: 0, roll: 0, field: 90 * DEGREE };
export const ENLARGE_STEP = 1.25;
const NARROWEST = 15 * DEGREE;
const WIDEST = 110 * DEGREE;
/** Straight up and down "left" and "right" mean nothing. */
const STEEPEST = 88 * DEGREE;

export function degrees(angle: number): number {
  return Math.round(angle / DEGREE) + 0; // no −0
}

/** Turns by so much. */
export function turned<V extends Direction>(view: V, by: Direction): V {
  return {
    ...view,
    yaw: wrapped(view.yaw + by.yaw),
    pitch: clamp(view.pitch + by.pitch, -STEEPEST, STEEPEST),
  };
}

/** Enlarges what is in the middle by `factor`. */
export function enlarged(view: PanoramaView, factor: number): PanoramaView {
  const field = 2 * Math.atan(Math.tan(view.field / 2) / factor);
  return { ...view, field: clamp(field, NARROWEST, WIDEST) };
}

export function reachOf(field: number, width: number, height: number): Reach {
  const longer = Math.tan(field / 2);
  return width >= height
    ? { x: longer, y: (longer * height) / width }
    : { x: (longer * width) / height, y: longer };
}

/** Its axes in the world, one after another: right, up, forward. Column-major, as GLSL takes a mat3. */
export function axesOf({ yaw, pitch, roll }: PanoramaView): readonly number[] {
  const [sinYaw, cosYaw] = [Math.sin(yaw), Math.cos(yaw)];
  const [sinPitch, cosPitch] = [Math.sin(pitch), Math.cos(pitch)];
  const [sinRoll, cosRoll] = [Math.sin(roll), Math.cos(roll)];
  const level = [cosYaw, 0, -sinYaw] as const;
  const up = [-sinYaw * sinPitch, cosPitch, -cosYaw * sinPitch] as const;
  const mix = (ofLevel: number, ofUp: number) =>
    level.map((value, axis) => value * ofLevel + (up[axis] ?? 0) * ofUp);
  return [
    ...mix(cosRoll, sinRoll),
    ...mix(-sinRoll, cosRoll),
    sinYaw * cosPitch,
    sinPitch,
    cosYaw * cosPitch,
  ];
}

/** The direction that a place on the screen shows. */
export function directionAt(view: PanoramaView, reach: Reach, place: Place): Direction {
  const axes = axesOf(view);
  const [x, y, z] = [0, 1, 2].map(
    (axis) =>
      place.x * reach.x * (axes[axis] ?? 0) +
      place.y * reach.y * (axes[axis + 3] ?? 0) +
      (axes[axis + 6] ?? 0),
  ) as [number, number, number];
  return { yaw: Math.atan2(x, z), pitch: Math.atan2(y, Math.hypot(x, z)) };
}

/** The view after what was at one place has been dragged to another. */
export function dragged(view: PanoramaView, reach: Reach, from: Place, to: Place): PanoramaView {
  const before = directionAt(view, reach, from);
  const after = directionAt(view, reach, to);
  return turned(view, {
    yaw: wrapped(before.yaw - after.yaw),
    pitch: before.pitch - after.pitch,
  });
}

/** An angle once around, −π to π. */
export function wrapped(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
