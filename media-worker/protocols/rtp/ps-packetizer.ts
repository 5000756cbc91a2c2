// A program stream in RTP: RFC 2250 §2 as GB/T 28181 Annex C uses it, one pack a timestamp, without a header of its own.
import { buildRtp, RTP_HEADER_BYTES } from './packet.ts';

/** Below every MTU on the way, tunnels included. */
const MAX_PAYLOAD_BYTES = 1_400;
const PAYLOAD_TYPE = 96;

/** Cuts packs into packets of one synchronization source. */
export class PsPacketizer {
  readonly #ssrc: number;
  #sequence: number;

  /** @param sequence of the first packet */
  constructor(ssrc: number, sequence: number) {
    this.#ssrc = ssrc;
    this.#sequence = sequence;
  }

  /** The marker is on the last packet of a pack. */
  packets(pack: Uint8Array, timestamp: number): Uint8Array[] {
    const packets: Uint8Array[] = [];
    for (let at = 0; at < pack.length; at += MAX_PAYLOAD_BYTES) {
      const payload = pack.subarray(at, at + MAX_PAYLOAD_BYTES);
      const marker = at + payload.length === pack.length;
      const sequence = this.#sequence;
      const header = { marker, payloadType: PAYLOAD_TYPE, sequence, timestamp, ssrc: this.#ssrc };
      packets.push(buildRtp(header, payload));
      this.#sequence = (this.#sequence + 1) & 0xffff;
    }
    return packets;
  }
}

/** Payload bytes of packets, for sender reports. */
export function payloadBytes(packets: readonly Uint8Array[]): number {
  return packets.reduce((sum, packet) => sum + packet.length - RTP_HEADER_BYTES, 0);
}

/** Packets for a TCP connection, each behind its 16-bit length (RFC 4571). */
export function framed(packets: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    packets.flatMap((packet) => [Uint8Array.of(packet.length >> 8, packet.length & 0xff), packet]),
  );
}
