// H.265 over RTP: RFC 7798.
import {
  type AccessUnit,
  AccessUnitBuilder,
  aggregated,
  ended,
  type VideoDepacketizer,
} from './access-unit.ts';
import type { OrderedPacket } from './reorder.ts';

const AGGREGATION = 48;
const FRAGMENTATION = 49;
/** PACI and the unassigned types after it carry no NAL unit we could use. */
const LAST_NAL_TYPE = 47;

/** Single NAL unit, AP and FU packets → access units. DONL (sprop-max-don-diff > 0) is not carried: see `sdp-tracks.ts`. */
export class H265Depacketizer implements VideoDepacketizer {
  readonly #unit = new AccessUnitBuilder();

  push(ordered: OrderedPacket): AccessUnit[] {
    const before = this.#unit.begin(ordered);
    this.#payload(ordered.packet.payload);
    return ended(before, ordered.packet.marker ? this.#unit.close() : null);
  }

  #payload(payload: Uint8Array): void {
    if (payload.length === 0) return;
    const type = ((payload[0] ?? 0) >> 1) & 0x3f;
    if (payload.length > 2 && type <= LAST_NAL_TYPE) this.#unit.add(payload);
    else if (type === AGGREGATION) this.#aggregation(payload);
    else if (type === FRAGMENTATION) this.#fragment(payload);
    else this.#unit.damage();
  }

  #aggregation(payload: Uint8Array): void {
    const units = aggregated(payload, 2);
    if (!units) this.#unit.damage();
    for (const unit of units ?? []) this.#unit.add(unit);
  }

  #fragment(payload: Uint8Array): void {
    if (payload.length < 4) {
      this.#unit.damage();
      return;
    }
    const first = payload[0] ?? 0;
    const header = payload[2] ?? 0;
    const piece = payload.subarray(3);
    if (header & 0x80 || !this.#unit.fragmentOpen) {
      const nalHeader = Uint8Array.of((first & 0x81) | ((header & 0x3f) << 1), payload[1] ?? 0);
      this.#unit.startFragment(nalHeader, piece);
    } else this.#unit.appendFragment(piece);
    if (header & 0x40) this.#unit.endFragment();
  }
}
