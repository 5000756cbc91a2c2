import type { MediaErrorKind } from '../media/errors.ts';

/** A camera that restarts is back in 20–60 s; the first tries catch a short network break. */
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 15_000;
/** Wrong password or no right: cameras lock accounts after a few quick tries. */
const REFUSED_DELAY_MS = 30_000;
const MAX_REFUSED_DELAY_MS = 300_000;
/** ±20 %, so that a thousand cameras behind one switch do not come back in the same instant. */
const JITTER = 0.2;

/**
 * How long to wait before the next attempt: capped exponential backoff with jitter, slow where trying again quickly
 * does harm. The only place that decides about retry.
 * @param failures attempts failed in a row, this one included (1 = first)
 * @param random 0 ≤ x < 1
 */
export function backoffMs(failures: number, kind: MediaErrorKind, random: number): number {
  const slow = kind === 'refused';
  const first = slow ? REFUSED_DELAY_MS : FIRST_DELAY_MS;
  const most = slow ? MAX_REFUSED_DELAY_MS : MAX_DELAY_MS;
  const base = Math.min(most, first * 2 ** Math.min(failures - 1, 16));
  return Math.round(base * (1 - JITTER + random * JITTER * 2));
}
