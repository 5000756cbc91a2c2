declare const ticksBrand: unique symbol;

/** A moment or span on a stream's own 90 kHz timeline: unwrapped, starts near 0, may be fractional never. */
export type Ticks90k = number & { readonly [ticksBrand]: true };

/** Ticks in one second. */
export const TICKS_PER_SECOND = 90_000;

/** The only place that brands a number as ticks. */
export function ticks90k(value: number): Ticks90k {
  return Math.round(value) as Ticks90k;
}

/** Ticks to milliseconds, not rounded. */
export function ticksToMs(ticks: Ticks90k): number {
  return ticks / 90;
}

/** Milliseconds to ticks. */
export function msToTicks(ms: number): Ticks90k {
  return ticks90k(ms * 90);
}
