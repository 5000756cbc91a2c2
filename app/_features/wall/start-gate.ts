/**
 * Between two starts. A whole wall that starts at the same instant makes every picture late: the
 * tickets come in one answer and all first key frames want decoding at once.
 */
const SPACING_MS = 40;

/** Lets starts through one after another; the first at once. */
export class StartGate {
  readonly #now: () => number;
  #freeAt = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Resolves when it is one's turn, or at once when `signal` aborts. */
  readonly enter = (signal: AbortSignal): Promise<void> => {
    const now = this.#now();
    const at = Math.max(now, this.#freeAt);
    this.#freeAt = at + SPACING_MS;
    if (at === now || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, at - now);
      signal.addEventListener('abort', done);
    });
  };
}
