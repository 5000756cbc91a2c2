/** More than this is seen. */
const TOO_MANY = 0.05;
const OVER_MS = 5_000;
/** Read once a second; fewer readings with pictures prove nothing. */
const READINGS = 5;

type Counted = { readonly at: number; readonly decoded: number; readonly dropped: number };

/** Judges the share of dropped frames over five seconds. */
export class DropMeter {
  #window: Counted[] = [];
  #cleanSince: number;

  constructor(now: number) {
    this.#cleanSince = now;
  }

  /** @returns whether too many of the frames of the last five seconds were dropped */
  count(now: number, decoded: number, dropped: number): boolean {
    this.#window = this.#window.filter(({ at }) => at > now - OVER_MS);
    if (decoded > 0) this.#window.push({ at: now, decoded, dropped });
    if (dropped > decoded * TOO_MANY && dropped > 1) this.#cleanSince = now;
    if (this.#window.length < READINGS) return false;
    const all = this.#window.reduce(
      (sum, one) => ({ decoded: sum.decoded + one.decoded, dropped: sum.dropped + one.dropped }),
      { decoded: 0, dropped: 0 },
    );
    return all.dropped > all.decoded * TOO_MANY;
  }

  cleanForMs(now: number): number {
    return now - this.#cleanSince;
  }

  /** What was before says nothing about what comes: something was changed. */
  restart(now: number): void {
    this.#window = [];
    this.#cleanSince = now;
  }
}
