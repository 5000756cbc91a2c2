import { concatBytes, copyBytes } from './bytes.ts';

/**
 * Bytes on their way to a demuxer. They are joined once enough is there for the unit that has begun: joining with every
 * piece would copy a large unit as many times as it has pieces.
 */
export class ByteQueue {
  #pieces: Uint8Array[] = [];
  #held = 0;
  #needed = 0;

  /** Bytes that wait. The owner sets the bound. */
  get held(): number {
    return this.#held;
  }

  /** Copies `bytes`. All that is held in one piece, `null` while the unit that has begun cannot be whole. */
  push(bytes: Uint8Array): Uint8Array | null {
    this.#pieces.push(copyBytes(bytes));
    this.#held += bytes.length;
    if (this.#held < this.#needed) return null;
    const [only] = this.#pieces;
    return only && this.#pieces.length === 1 ? only : concatBytes(this.#pieces);
  }

  /** What was not used of the joined bytes, and how long the unit is that begins there; 0: unknown, any piece may end it. */
  keep(rest: Uint8Array, unitBytes: number): void {
    this.#pieces = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
    this.#needed = unitBytes;
  }
}
