import { u8 } from './bytes.ts';
import { hexHead, MediaError } from './errors.ts';

/** H.264 and H.265 keep Exp-Golomb codes within 32 bits. */
const MAX_LEADING_ZEROS = 31;

/** Reads bits most significant first, and the Exp-Golomb codes of ITU-T H.264 §9.1. Past the end throws `malformed`. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length * 8 - this.#position;
  }

  bit(): number {
    if (this.remaining < 1) throw this.#past();
    const value = (u8(this.#bytes, this.#position >> 3) >> (7 - (this.#position & 7))) & 1;
    this.#position += 1;
    return value;
  }

  flag(): boolean {
    return this.bit() === 1;
  }

  /** Up to 32 bits, unsigned. */
  bits(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left -= 1) value = value * 2 + this.bit();
    return value;
  }

  skip(count: number): void {
    if (count > this.remaining) throw this.#past();
    this.#position += count;
  }

  /** ue(v) */
  unsigned(): number {
    let zeros = 0;
    while (this.bit() === 0) {
      zeros += 1;
      if (zeros > MAX_LEADING_ZEROS)
        throw new MediaError('malformed', 'Exp-Golomb code is longer than 32 bits', {
          hex: hexHead(this.#bytes),
        });
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v) */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 0 ? -(code / 2) : (code + 1) / 2;
  }

  #past(): MediaError {
    return new MediaError('malformed', 'bits end early', { hex: hexHead(this.#bytes) });
  }
}
