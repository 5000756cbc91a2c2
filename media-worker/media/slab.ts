/** About an eighth of a second of 2 Mbit/s: few allocations, little waste. Key frames get memory of their own. */
const SLAB_BYTES = 32 * 1024;

/**
 * Hands out pieces of larger allocations. Meant for one stream's bodies, which are kept and forgotten together: a
 * thousand small buffers a second would be the garbage collector's main work. A piece keeps its whole slab alive.
 */
export class Slab {
  #slab: Buffer = Buffer.alloc(0);
  #used = 0;

  /** Memory of this length, its content undefined; never handed out twice. */
  take(length: number): Buffer {
    if (length > SLAB_BYTES / 2) return Buffer.allocUnsafeSlow(length);
    if (this.#used + length > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.#used = 0;
    }
    const piece = this.#slab.subarray(this.#used, this.#used + length);
    this.#used += length;
    return piece;
  }
}
