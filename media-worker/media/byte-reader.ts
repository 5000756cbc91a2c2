import { u8, u16, u24, u32 } from './bytes.ts';
import { hexHead, MediaError } from './errors.ts';

/** Reads big-endian fields from bytes that are all there. Reading past the end throws `malformed`. */
export class ByteReader {
  readonly bytes: Uint8Array;
  offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get remaining(): number {
    return this.bytes.length - this.offset;
  }

  u8(): number {
    return u8(this.bytes, this.#take(1));
  }

  u16(): number {
    return u16(this.bytes, this.#take(2));
  }

  u24(): number {
    return u24(this.bytes, this.#take(3));
  }

  u32(): number {
    return u32(this.bytes, this.#take(4));
  }

  /** IEEE 754 double. */
  f64(): number {
    const at = this.#take(8);
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + at, 8).getFloat64(0);
  }

  /** A view of the next `length` bytes; shares memory with what the reader was given. */
  take(length: number): Uint8Array {
    const at = this.#take(length);
    return this.bytes.subarray(at, at + length);
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** Everything not read yet. */
  rest(): Uint8Array {
    return this.take(this.remaining);
  }

  #take(length: number): number {
    const at = this.offset;
    if (length < 0 || length > this.bytes.length - at)
      throw new MediaError('malformed', `needs ${length} bytes, has ${this.remaining}`, {
        offset: at,
        hex: hexHead(this.bytes),
      });
    this.offset = at + length;
    return at;
  }
}
