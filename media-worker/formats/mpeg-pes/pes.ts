// Packetized elementary stream headers: ISO/IEC 13818-1 §2.4.3.6 (behind the length field).
import { u8 } from '../../media/bytes.ts';

/** 33-bit, 90 kHz, wrapping */
export type PesTimes = { readonly pts: number; readonly dts: number };

const HEADER_BYTES = 3;
const TIME_BYTES = 5;

function readTime(bytes: Uint8Array, at: number): number {
  const high = (u8(bytes, at) >> 1) & 7;
  const middle = (u8(bytes, at + 1) << 7) | (u8(bytes, at + 2) >> 1);
  const low = (u8(bytes, at + 3) << 7) | (u8(bytes, at + 4) >> 1);
  return high * 2 ** 30 + middle * 2 ** 15 + low;
}

/** `times` is null where the packet has none; null altogether when the header does not fit into the packet. */
export function parsePes(body: Uint8Array): { times: PesTimes | null; payload: Uint8Array } | null {
  if (body.length < HEADER_BYTES || u8(body, 0) >> 6 !== 2) return null;
  const flags = u8(body, 1) >> 6;
  const headerBytes = u8(body, 2);
  const payload = body.subarray(HEADER_BYTES + headerBytes);
  if (HEADER_BYTES + headerBytes > body.length) return null;
  if (flags < 2 || headerBytes < TIME_BYTES) return { times: null, payload };
  const pts = readTime(body, HEADER_BYTES);
  const dts =
    flags === 3 && headerBytes >= 2 * TIME_BYTES ? readTime(body, HEADER_BYTES + TIME_BYTES) : pts;
  return { times: { pts, dts }, payload };
}
