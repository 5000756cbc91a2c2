/** Where a scan turns round. Pan comes as shares of a whole turn, of which 1 and −1 are the same place. */

/** A whole turn, from −1 to 1. */
const TURN = 2;
/** Limits nearer than this, some 4°, are the same place for a dome that is turning. */
const LEAST_ARC = 0.02;

/** Clockwise from the left limit to the right one, past the seam if need be. */
export function arcOf(leftPan: number, rightPan: number): number {
  return modulo(rightPan - leftPan, TURN);
}

export function isWide(leftPan: number, rightPan: number): boolean {
  const arc = arcOf(leftPan, rightPan);
  return arc >= LEAST_ARC && arc <= TURN - LEAST_ARC;
}

/** How far clockwise of the left limit it looks; below 0 where it is nearer to there than to the right one. */
export function offsetOf(pan: number, leftPan: number, rightPan: number): number {
  const arc = arcOf(leftPan, rightPan);
  const offset = modulo(pan - leftPan, TURN);
  return offset > arc + (TURN - arc) / 2 ? offset - TURN : offset;
}

type Limits = { readonly leftPan: number; readonly rightPan: number };
/** Right is clockwise. */
export type Heading = 'right' | 'left';

/** Where to go on from here: the other way once a limit is reached or passed. */
export function headingAt(pan: number, heading: Heading, { leftPan, rightPan }: Limits): Heading {
  const offset = offsetOf(pan, leftPan, rightPan);
  if (heading === 'right') return offset >= arcOf(leftPan, rightPan) ? 'left' : 'right';
  return offset <= 0 ? 'right' : 'left';
}

/** How far two pans are apart, the short way. */
export function apart(one: number, other: number): number {
  const way = modulo(one - other, TURN);
  return Math.min(way, TURN - way);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
