// H.265 over RTP: RFC 7798 §4.4, no decoding order numbers.
import type { Nalu } from '../../media/track.ts';
import { MAX_PAYLOAD_BYTES, type RtpPayload } from './payload.ts';

const FRAGMENTATION_UNIT = 49;
const PAYLOAD_HEADER_BYTES = 2;

/** FU: the unit's own header with type 49, then start, end and the true type. */
function fragments(unit: Uint8Array, maxBytes: number): Uint8Array[] {
  const [first = 0, second = 0] = unit;
  const room = maxBytes - PAYLOAD_HEADER_BYTES - 1;
  const out: Uint8Array[] = [];
  for (let at = PAYLOAD_HEADER_BYTES; at < unit.length; at += room) {
    const piece = unit.subarray(at, at + room);
    const start = at === PAYLOAD_HEADER_BYTES ? 0x80 : 0;
    const end = at + room >= unit.length ? 0x40 : 0;
    const bytes = new Uint8Array(PAYLOAD_HEADER_BYTES + 1 + piece.length);
    bytes[0] = (first & 0x81) | (FRAGMENTATION_UNIT << 1);
    bytes[1] = second;
    bytes[2] = start | end | ((first >> 1) & 0x3f);
    bytes.set(piece, PAYLOAD_HEADER_BYTES + 1);
    out.push(bytes);
  }
  return out;
}

/** One access unit → payloads of at most `maxBytes`: a NAL unit each, large ones cut; the marker is on the last. */
export function packetizeH265(nalus: readonly Nalu[], maxBytes = MAX_PAYLOAD_BYTES): RtpPayload[] {
  const payloads = nalus.flatMap((unit): Uint8Array[] =>
    unit.length > maxBytes ? fragments(unit, maxBytes) : [unit],
  );
  return payloads.map((bytes, index) => ({ bytes, marker: index === payloads.length - 1 }));
}
