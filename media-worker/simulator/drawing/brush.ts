import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Point2, Point3, View } from './view.ts';

export type Context = SKRSContext2D;

export function fillPolygon(context: Context, points: readonly Point2[], fill: string): void {
  context.fillStyle = fill;
  context.beginPath();
  for (const [index, [x, y]] of points.entries())
    if (index === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  context.closePath();
  context.fill();
}

/** Fills a face given by its corners; one that is turned away from the camera is left out. */
export function fillFace(
  context: Context,
  view: View,
  corners: readonly Point3[],
  fill: string,
): void {
  const points = corners.map((corner) => view.project(corner));
  if (signedArea(points) >= 0) fillPolygon(context, points, fill);
}

function signedArea(points: readonly Point2[]): number {
  let sum = 0;
  for (const [index, [x, y]] of points.entries()) {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    sum += x * nextY - nextX * y;
  }
  return sum;
}

/** Distances from near to far, dense near the camera, so that bends look round. */
export function distances(from: number, to: number, steps = 28): number[] {
  const ratio = Math.max(from, 1) / to;
  return Array.from({ length: steps + 1 }, (_, step) => to * ratio ** (1 - step / steps));
}

/** A band along the road between two lines, each given by its side offset and height at a distance. */
export type Edge = (z: number) => readonly [x: number, y: number];

function bandPoints(view: View, left: Edge, right: Edge, along: readonly number[]): Point2[] {
  const outward = along.map((z) => view.project([...left(z), z]));
  const back = along.toReversed().map((z) => view.project([...right(z), z]));
  return [...outward, ...back];
}

export function fillBand(
  context: Context,
  view: View,
  band: { readonly left: Edge; readonly right: Edge; readonly from: number; readonly to: number },
  fill: string,
): void {
  const along = distances(band.from, band.to);
  fillPolygon(context, bandPoints(view, band.left, band.right, along), fill);
}

/** A line on the ground (or at a height) with a constant offset. */
export const at =
  (x: number, y = 0): Edge =>
  () => [x, y];
