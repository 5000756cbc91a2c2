/** Whoever comes later than this after a random access point is sent a lot before the present: a fresh one is better. */
const OLD_AFTER_MS = 2_000;
/** A camera needs its time to make one, and each costs as many bytes as ten other pictures. */
const EVERY_MS = 1_000;
/** One that does not answer is asked ever more seldom, up to this. */
const MAX_EVERY_MS = 16_000;

/** Asking the source of one stream for random access points: only where it can be asked, and seldom. */
export class KeyFrameRequests {
  #ask: (() => void) | null = null;
  #cameAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #everyMs = EVERY_MS;

  /** How the source that runs now is asked; `null`: it cannot be. */
  through(ask: (() => void) | null): void {
    this.#ask = ask;
    if (ask) this.#everyMs = EVERY_MS;
  }

  /** A random access point came. */
  came(nowMs: number): void {
    this.#cameAt = nowMs;
    this.#everyMs = EVERY_MS;
  }

  /** Somebody joins, or lost the picture: the newest random access point will do while it is young. */
  wanted(nowMs: number): void {
    if (nowMs - this.#cameAt >= OLD_AFTER_MS) this.missing(nowMs);
  }

  /** Nothing can be decoded until one comes. */
  missing(nowMs: number): void {
    if (!this.#ask || nowMs - this.#askedAt < this.#everyMs) return;
    this.#askedAt = nowMs;
    this.#everyMs = Math.min(MAX_EVERY_MS, this.#everyMs * 2);
    this.#ask();
  }
}
