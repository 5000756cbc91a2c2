const FIRST_MS = 300;
const FACTOR = 2;
const CAP_MS = 10_000;
/** Spreads the viewers of a worker that came back, so that they do not all knock at once. */
const JITTER = 0.25;

/** How long to wait before attempt `attempt` (1 is the first retry). */
export function retryDelayMs(attempt: number, random: () => number = Math.random): number {
  const base = Math.min(FIRST_MS * FACTOR ** (Math.max(attempt, 1) - 1), CAP_MS);
  return Math.round(base * (1 + (random() * 2 - 1) * JITTER));
}
