import { type Nalu, nalu } from '../../media/track.ts';
import type { OrderedPacket } from './reorder.ts';

/** All NAL units of one picture in sending order, parameter sets and delimiters included. */
export type AccessUnit = {
  readonly nalus: readonly Nalu[];
  /** 32-bit RTP time. */
  readonly timestamp: number;
  /** Something before it was lost: what refers to earlier pictures may not be decodable. */
  readonly afterLoss: boolean;
};

/** Packets of one video track → access units. Push-only, synchronous, total: what cannot be used counts as loss. */
export type VideoDepacketizer = { push(ordered: OrderedPacket): AccessUnit[] };

/** The largest key frames seen (8K, low compression) stay below; more is an attack or a broken marker. */
const MAX_ACCESS_UNIT_BYTES = 16 * 1024 * 1024;
/** A picture of 8K in 16×16 slices would be 130,000; real encoders stay below 300. */
const MAX_ACCESS_UNIT_NALUS = 2048;

/**
 * Collects the NAL units of one picture and closes it on the marker and on a new timestamp
 * (several cameras never set the marker, one sets it on every slice). A picture with a gap in it is dropped.
 */
export class AccessUnitBuilder {
  #nalus: Nalu[] = [];
  #fragments: Uint8Array[] | null = null;
  #bytes = 0;
  #timestamp: number | null = null;
  #damaged = false;
  #afterLoss = false;

  /** Call first for every packet; gives the access unit that this packet's timestamp closes, if any. */
  begin({ packet, lostBefore }: OrderedPacket): AccessUnit | null {
    const closed =
      this.#timestamp !== null && this.#timestamp !== packet.timestamp ? this.close() : null;
    this.#timestamp = packet.timestamp;
    if (lostBefore > 0) this.damage();
    return closed;
  }

  /** The picture being collected cannot be used. */
  damage(): void {
    this.#damaged = true;
    this.#fragments = null;
  }

  get fragmentOpen(): boolean {
    return this.#fragments !== null;
  }

  add(bytes: Uint8Array): void {
    this.endFragment();
    this.#bytes += bytes.length;
    if (bytes.length > 0) this.#nalus.push(nalu(bytes));
    this.#checkLimits();
  }

  /** A new fragmented NAL unit begins; one still open ends here. */
  startFragment(header: Uint8Array, piece: Uint8Array): void {
    this.endFragment();
    this.#fragments = [header, piece];
    this.#bytes += header.length + piece.length;
    this.#checkLimits();
  }

  appendFragment(piece: Uint8Array): void {
    this.#fragments?.push(piece);
    this.#bytes += piece.length;
    this.#checkLimits();
  }

  endFragment(): void {
    const fragments = this.#fragments;
    this.#fragments = null;
    if (fragments) this.#nalus.push(nalu(Buffer.concat(fragments)));
  }

  /** Ends the picture. `null` when there is nothing whole to give. */
  close(): AccessUnit | null {
    this.endFragment();
    const timestamp = this.#timestamp;
    const unit =
      timestamp === null || this.#damaged || this.#nalus.length === 0
        ? null
        : { nalus: this.#nalus, timestamp, afterLoss: this.#afterLoss };
    if (this.#damaged) this.#afterLoss = true;
    else if (unit) this.#afterLoss = false;
    this.#nalus = [];
    this.#bytes = 0;
    this.#timestamp = null;
    this.#damaged = false;
    return unit;
  }

  #checkLimits(): void {
    if (this.#bytes <= MAX_ACCESS_UNIT_BYTES && this.#nalus.length <= MAX_ACCESS_UNIT_NALUS) return;
    this.damage();
    this.#nalus = [];
    this.#bytes = 0;
  }
}

/** The access units that ended with this packet. */
export function ended(...units: (AccessUnit | null)[]): AccessUnit[] {
  return units.filter((unit) => unit !== null);
}

/** Splits the 16-bit-length-prefixed NAL units of an aggregation packet; `null` when the lengths lie. */
export function aggregated(payload: Uint8Array, start: number): Uint8Array[] | null {
  const units: Uint8Array[] = [];
  for (let at = start; at < payload.length; ) {
    const length = ((payload[at] ?? 0) << 8) | (payload[at + 1] ?? 0);
    const end = at + 2 + length;
    if (length === 0 || end > payload.length) return null;
    units.push(payload.subarray(at + 2, end));
    at = end;
  }
  return units;
}
