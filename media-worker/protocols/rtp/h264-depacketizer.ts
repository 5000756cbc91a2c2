// H.264 over RTP: RFC 6184 (single NAL unit and non-interleaved modes).
import {
  type AccessUnit,
  AccessUnitBuilder,
  aggregated,
  ended,
  type VideoDepacketizer,
} from './access-unit.ts';
import type { OrderedPacket } from './reorder.ts';

const STAP_A = 24;
const FU_A = 28;

/** Single NAL unit, STAP-A and FU-A packets → access units. */
export class H264Depacketizer implements VideoDepacketizer {
  readonly #unit = new AccessUnitBuilder();

  push(ordered: OrderedPacket): AccessUnit[] {
    const before = this.#unit.begin(ordered);
    this.#payload(ordered.packet.payload);
    return ended(before, ordered.packet.marker ? this.#unit.close() : null);
  }

  #payload(payload: Uint8Array): void {
    const type = (payload[0] ?? 0) & 0x1f;
    if (type >= 1 && type <= 23) this.#unit.add(payload);
    else if (type === STAP_A) this.#aggregation(payload);
    else if (type === FU_A) this.#fragment(payload);
    // Interleaved modes (25–27, 29) were never offered; 0, 30 and 31 are undefined: nothing to keep.
    else if (payload.length > 0) this.#unit.damage();
  }

  #aggregation(payload: Uint8Array): void {
    const units = aggregated(payload, 1);
    if (!units) this.#unit.damage();
    for (const unit of units ?? []) this.#unit.add(unit);
  }

  /** Uniview firmware sets S and E wrongly: a fragment without an open NAL unit opens one, and marker or timestamp close it. */
  #fragment(payload: Uint8Array): void {
    if (payload.length < 3) {
      this.#unit.damage();
      return;
    }
    const indicator = payload[0] ?? 0;
    const header = payload[1] ?? 0;
    const piece = payload.subarray(2);
    if (header & 0x80 || !this.#unit.fragmentOpen)
      this.#unit.startFragment(Uint8Array.of((indicator & 0xe0) | (header & 0x1f)), piece);
    else this.#unit.appendFragment(piece);
    if (header & 0x40) this.#unit.endFragment();
  }
}
