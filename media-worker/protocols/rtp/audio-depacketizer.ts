// AAC over RTP: RFC 3640 (AAC-hbr). G.711 over RTP: RFC 3551 §4.5.14.
import type { OrderedPacket } from './reorder.ts';

/** One audio frame and its 32-bit RTP time. */
export type AudioUnit = { readonly data: Uint8Array; readonly timestamp: number };

/** Packets of one audio track → frames. A lost packet loses its own frames and nothing else. */
export type AudioDepacketizer = { push(ordered: OrderedPacket): AudioUnit[] };

/** The `fmtp` values of RFC 3640 §4.1; AAC-hbr is 13/3/3. */
export type AacPayloadFormat = {
  readonly sizeLength: number;
  readonly indexLength: number;
  /** RTP clock ticks per AAC frame: 1024, or 960 by its AudioSpecificConfig. */
  readonly samplesPerFrame: number;
};

/** Larger than any AAC frame (6144 bits a channel, RFC 3640 allows 8191 bytes). */
const MAX_AAC_FRAME_BYTES = 8191;

function readBits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let bit = at; bit < at + count; bit++)
    value = (value << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
  return value;
}

/** AAC frames behind AU headers; a frame cut over several packets (same timestamp, marker on the last) is joined. */
export class AacDepacketizer implements AudioDepacketizer {
  readonly #format: AacPayloadFormat;
  #pieces: Uint8Array[] = [];
  #wanted = 0;
  #timestamp = 0;

  constructor(format: AacPayloadFormat) {
    this.#format = format;
  }

  push({ packet, lostBefore }: OrderedPacket): AudioUnit[] {
    const { payload, timestamp } = packet;
    if (lostBefore > 0 || timestamp !== this.#timestamp) this.#reset(timestamp);
    const sizes = this.#sizes(payload);
    if (!sizes) return [];
    let at = 2 + Math.ceil(((payload[0] ?? 0) * 256 + (payload[1] ?? 0)) / 8);
    const units: AudioUnit[] = [];
    for (const [index, size] of sizes.entries()) {
      const piece = payload.subarray(at, at + size);
      at += size;
      const whole = this.#join(piece, size, sizes.length === 1);
      const ticks = timestamp + index * this.#format.samplesPerFrame;
      if (whole) units.push({ data: whole, timestamp: ticks >>> 0 });
    }
    return units;
  }

  #sizes(payload: Uint8Array): number[] | null {
    const { sizeLength, indexLength } = this.#format;
    const bits = (payload[0] ?? 0) * 256 + (payload[1] ?? 0);
    const each = sizeLength + indexLength;
    if (bits === 0 || bits % each !== 0 || 2 + bits / 8 > payload.length) return null;
    const headers = payload.subarray(2);
    return Array.from({ length: bits / each }, (_, index) =>
      readBits(headers, index * each, sizeLength),
    );
  }

  #join(piece: Uint8Array, size: number, alone: boolean): Uint8Array | null {
    if (size === 0 || size > MAX_AAC_FRAME_BYTES) return null;
    if (piece.length === size && this.#pieces.length === 0) return piece;
    if (!alone || (this.#wanted !== 0 && this.#wanted !== size)) return null;
    this.#wanted = size;
    this.#pieces.push(piece);
    const have = this.#pieces.reduce((sum, part) => sum + part.length, 0);
    if (have < size) return null;
    const whole = Buffer.concat(this.#pieces);
    this.#reset(this.#timestamp);
    return whole.length === size ? whole : null;
  }

  #reset(timestamp: number): void {
    this.#pieces = [];
    this.#wanted = 0;
    this.#timestamp = timestamp;
  }
}

/** G.711, Opus and other formats in which a packet's payload is one frame. */
export class PlainAudioDepacketizer implements AudioDepacketizer {
  push({ packet }: OrderedPacket): AudioUnit[] {
    if (packet.payload.length === 0) return [];
    return [{ data: packet.payload, timestamp: packet.timestamp }];
  }
}
