import type { Way } from './ways.ts';

/** A network that blocked a way may be another one by then. */
const FORGET_AFTER_MS = 600_000;

/** What one page learnt about the ways to play, shared by its players. */
export class WayMemory {
  readonly #now: () => number;
  readonly #ruledOut = new Map<Way, { code: string; until: number }>();
  readonly #worked = new Set<Way>();

  constructor(now: () => number) {
    this.#now = now;
  }

  works(way: Way): void {
    this.#worked.add(way);
    this.#ruledOut.delete(way);
  }

  hasWorked(way: Way): boolean {
    return this.#worked.has(way);
  }

  ruleOut(way: Way, code: string): void {
    this.#ruledOut.set(way, { code, until: this.#now() + FORGET_AFTER_MS });
  }

  codeAgainst(way: Way): string | null {
    const entry = this.#ruledOut.get(way);
    return entry === undefined || entry.until <= this.#now() ? null : entry.code;
  }
}
