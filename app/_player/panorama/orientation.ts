import type { Direction } from './view.ts';

/** What `DeviceOrientationEvent` tells, in degrees, and how the screen is turned against the device. */
export type Orientation = { alpha: number; beta: number; gamma: number; screen: number };

type Vector = readonly [number, number, number];

const dot = (one: Vector, other: Vector) =>
  one[0] * other[0] + one[1] * other[1] + one[2] * other[2];

/**
 * Where the back of a device looks: yaw clockwise, as seen from above, from where alpha is zero; roll as of a view.
 * Device Orientation and Motion, 4.1: the axes of the device turned about Z by alpha, then X by beta, then Y by gamma;
 * the world is x east, y north, z up.
 */
export function lookOf({ alpha, beta, gamma, screen }: Orientation): Direction & { roll: number } {
  const turn = (angle: number): [number, number] => {
    const radians = (angle * Math.PI) / 180;
    return [Math.sin(radians), Math.cos(radians)];
  };
  const [[sa, ca], [sb, cb], [sg, cg], [ss, cs]] = [
    turn(alpha),
    turn(beta),
    turn(gamma),
    turn(screen),
  ];
  const x: Vector = [ca * cg - sa * sb * sg, sa * cg + ca * sb * sg, -cb * sg];
  const y: Vector = [-sa * cb, ca * cb, sb];
  const z: Vector = [ca * sg + sa * sb * cg, sa * sg - ca * sb * cg, cb * cg];
  const forward: Vector = [-z[0], -z[1], -z[2]];
  const right: Vector = [x[0] * cs - y[0] * ss, x[1] * cs - y[1] * ss, x[2] * cs - y[2] * ss];
  const flat = Math.max(Math.hypot(forward[0], forward[1]), 1e-6);
  const level: Vector = [forward[1] / flat, -forward[0] / flat, 0];
  const up: Vector = [
    level[1] * forward[2],
    -level[0] * forward[2],
    level[0] * forward[1] - level[1] * forward[0],
  ];
  return {
    yaw: Math.atan2(forward[0], forward[1]),
    pitch: Math.atan2(forward[2], flat),
    roll: Math.atan2(dot(right, up), dot(right, level)),
  };
}
