// H.264 over RTP: RFC 6184, packetization-mode=1.
import type { Nalu } from '../../media/track.ts';
import { MAX_PAYLOAD_BYTES, type RtpPayload } from './payload.ts';

const STAP_A = 24;
const FU_A = 28;

function fragments(unit: Uint8Array, maxBytes: number): Uint8Array[] {
  const header = unit[0] ?? 0;
  const out: Uint8Array[] = [];
  const room = maxBytes - 2;
  for (let at = 1; at < unit.length; at += room) {
    const piece = unit.subarray(at, at + room);
    const start = at === 1 ? 0x80 : 0;
    const end = at + room >= unit.length ? 0x40 : 0;
    const bytes = new Uint8Array(2 + piece.length);
    bytes[0] = (header & 0xe0) | FU_A;
    bytes[1] = start | end | (header & 0x1f);
    bytes.set(piece, 2);
    out.push(bytes);
  }
  return out;
}

function stapA(units: readonly Uint8Array[]): Uint8Array {
  const [first] = units;
  if (units.length === 1 && first) return first;
  const bytes = new Uint8Array(1 + units.reduce((sum, unit) => sum + 2 + unit.length, 0));
  let nri = 0;
  let at = 1;
  for (const unit of units) {
    nri = Math.max(nri, (unit[0] ?? 0) & 0x60);
    bytes[at] = unit.length >> 8;
    bytes[at + 1] = unit.length & 0xff;
    bytes.set(unit, at + 2);
    at += 2 + unit.length;
  }
  bytes[0] = nri | STAP_A;
  return bytes;
}

/**
 * One access unit → payloads of at most `maxBytes`: small neighbours share a STAP-A, large NAL units are cut into FU-A.
 * `endsAccessUnit` false leaves the marker off, for a picture that is sent in two runs.
 */
export function packetizeH264(
  nalus: readonly (Nalu | Uint8Array)[],
  options: { readonly maxBytes?: number; readonly endsAccessUnit?: boolean } = {},
): RtpPayload[] {
  const maxBytes = options.maxBytes ?? MAX_PAYLOAD_BYTES;
  const payloads: Uint8Array[] = [];
  let together: Uint8Array[] = [];
  let bytes = 1;
  const flush = () => {
    if (together.length > 0) payloads.push(stapA(together));
    together = [];
    bytes = 1;
  };
  for (const unit of nalus) {
    if (unit.length === 0) continue;
    if (bytes + 2 + unit.length > maxBytes) flush();
    if (unit.length > maxBytes) payloads.push(...fragments(unit, maxBytes));
    else {
      together.push(unit);
      bytes += 2 + unit.length;
    }
  }
  flush();
  const last = payloads.length - 1;
  return payloads.map((payload, index) => ({
    bytes: payload,
    marker: index === last && options.endsAccessUnit !== false,
  }));
}
