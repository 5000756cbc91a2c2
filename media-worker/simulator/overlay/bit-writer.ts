/** Writes bits most significant first, with the Exp-Golomb codes of ITU-T H.264 §9.1. Grows as needed. */
export class BitWriter {
  #bytes = new Uint8Array(256);
  #bits = 0;

  get bitLength(): number {
    return this.#bits;
  }

  bit(value: number): this {
    const at = this.#bits >> 3;
    if (at >= this.#bytes.length) this.#grow(at + 1);
    if (value) this.#bytes[at] = (this.#bytes[at] ?? 0) | (0x80 >> (this.#bits & 7));
    this.#bits += 1;
    return this;
  }

  /** At most 32 bits. */
  bits(value: number, count: number): this {
    for (let at = count - 1; at >= 0; at--) this.bit((value >>> at) & 1);
    return this;
  }

  /** ue(v) */
  unsigned(value: number): this {
    const length = 32 - Math.clz32(value + 1);
    return this.bits(0, length - 1).bits(value + 1, length);
  }

  /** se(v) */
  signed(value: number): this {
    return this.unsigned(value > 0 ? value * 2 - 1 : -value * 2);
  }

  /** Zero bits up to the next byte. */
  align(): this {
    this.#bits = (this.#bits + 7) & ~7;
    if (this.#bits >> 3 > this.#bytes.length) this.#grow(this.#bits >> 3);
    return this;
  }

  /** Whole bytes; the position must be aligned. */
  bytes(source: Uint8Array): this {
    const at = this.#bits >> 3;
    if (at + source.length > this.#bytes.length) this.#grow(at + source.length);
    this.#bytes.set(source, at);
    this.#bits += source.length * 8;
    return this;
  }

  /** The stop bit and alignment of rbsp_trailing_bits, then the bytes written. A view. */
  finish(): Uint8Array {
    this.bit(1).align();
    return this.#bytes.subarray(0, this.#bits >> 3);
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Puts a 3 between two zeros and a byte below 4, so that no start code appears: ITU-T H.264 §7.4.1. */
export function withEmulationPrevention(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(bytes.length * 1.5) + 1);
  let [length, zeros] = [0, 0];
  for (const byte of bytes) {
    if (zeros >= 2 && byte <= 3) {
      out[length++] = 3;
      zeros = 0;
    }
    out[length++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out.slice(0, length);
}
