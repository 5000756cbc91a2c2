import { type Motion, STILL } from './ptz-link.ts';

/** Smaller is a click that trembled: shares of the picture. */
const LEAST_BOX = 0.04;
/** A usual dome at full speed; what it really does the picture shows. */
const HALF_VIEW_DEGREES = 30;
const DEGREES_PER_SECOND = 60;
/** From one end of the zoom to the other, and how many times closer that is. */
const ZOOM_SECONDS = 5;
const ZOOM_TIMES = 30;
/** Shorter moves are lost on the way. */
const LEAST_MS = 250;

/** Points in the picture from 0 to 1, y downwards; where it began and where it is. */
export type Box = { fromX: number; fromY: number; toX: number; toY: number };
/** As `ptz.frame` takes it. */
export type Framing = { x: number; y: number; closer: number };

export type BoxSides = { left: number; top: number; width: number; height: number };

export function sidesOf({ fromX, fromY, toX, toY }: Box): BoxSides {
  return {
    left: Math.min(fromX, toX),
    top: Math.min(fromY, toY),
    width: Math.abs(toX - fromX),
    height: Math.abs(toY - fromY),
  };
}

/** Drawn to the right it comes closer, drawn to the left it goes back by as much; null: too small to be meant. */
export function framingOf(box: Box): Framing | null {
  const { left, top, width, height } = sidesOf(box);
  const size = Math.max(width, height);
  if (size < LEAST_BOX) return null;
  const round = (value: number) => Math.round(Math.max(-1, Math.min(1, value)) * 1000) / 1000;
  const times = 1 / Math.min(1, size);
  return {
    x: round((left + width / 2) * 2 - 1),
    y: round(1 - (top + height / 2) * 2),
    closer: box.toX < box.fromX ? 1 / times : times,
  };
}

/** For a head that only knows directions: all axes at once, so fast that they end together. */
export function timedMove({ x, y, closer }: Framing): { motion: Motion; ms: number } {
  const turnMs = (part: number) => (Math.abs(part) * HALF_VIEW_DEGREES * 1000) / DEGREES_PER_SECOND;
  const zoomMs = (Math.abs(Math.log(closer)) / Math.log(ZOOM_TIMES)) * ZOOM_SECONDS * 1000;
  const [panMs, tiltMs] = [turnMs(x), turnMs(y)];
  const ms = Math.max(panMs, tiltMs, zoomMs, LEAST_MS);
  const share = (axisMs: number, sign: number) => (Math.sign(sign) * axisMs) / ms;
  const motion = {
    ...STILL,
    pan: share(panMs, x),
    tilt: share(tiltMs, y),
    zoom: share(zoomMs, Math.log(closer)),
  };
  return { motion, ms: Math.round(ms) };
}
