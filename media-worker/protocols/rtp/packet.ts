// RTP data packets: RFC 3550 §5.1.

/** One parsed RTP packet. `payload` is a view of the bytes it was parsed from, without padding. */
export type RtpPacket = {
  readonly marker: boolean;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
  readonly extension: { readonly profile: number; readonly data: Uint8Array } | null;
};

/** Bytes before the payload when there is neither CSRC list nor extension. */
export const RTP_HEADER_BYTES = 12;

/** Parses one packet; `null` when the bytes are not RTP version 2 or its lengths do not add up. Total. */
export function parseRtp(bytes: Uint8Array): RtpPacket | null {
  if (bytes.length < RTP_HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint8(0);
  if (first >> 6 !== 2) return null;
  let start = RTP_HEADER_BYTES + (first & 0x0f) * 4;
  let extension: RtpPacket['extension'] = null;
  if (first & 0x10) {
    if (start + 4 > bytes.length) return null;
    const end = start + 4 + view.getUint16(start + 2) * 4;
    if (end > bytes.length) return null;
    extension = { profile: view.getUint16(start), data: bytes.subarray(start + 4, end) };
    start = end;
  }
  const padding = first & 0x20 ? view.getUint8(bytes.length - 1) : 0;
  if (first & 0x20 && padding === 0) return null;
  const end = bytes.length - padding;
  if (start > end) return null;
  const second = view.getUint8(1);
  return {
    marker: (second & 0x80) !== 0,
    payloadType: second & 0x7f,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: bytes.subarray(start, end),
    extension,
  };
}

/** The fields of a packet's fixed header. */
export type RtpHeader = Pick<
  RtpPacket,
  'marker' | 'payloadType' | 'sequence' | 'timestamp' | 'ssrc'
>;

/** Writes the fixed header at `offset`; sequence and timestamp are taken modulo their width. */
export function writeRtpHeader(target: DataView, offset: number, header: RtpHeader): void {
  target.setUint8(offset, 0x80);
  target.setUint8(offset + 1, (header.marker ? 0x80 : 0) | (header.payloadType & 0x7f));
  target.setUint16(offset + 2, header.sequence & 0xffff);
  target.setUint32(offset + 4, header.timestamp >>> 0);
  target.setUint32(offset + 8, header.ssrc >>> 0);
}

/** A whole packet without padding, CSRC or extension. The payload is copied. */
export function buildRtp(header: RtpHeader, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(RTP_HEADER_BYTES + payload.length);
  writeRtpHeader(new DataView(bytes.buffer), 0, header);
  bytes.set(payload, RTP_HEADER_BYTES);
  return bytes;
}

/** How far `later` is after `earlier` on the 16-bit circle: −32768 … 32767. */
export function sequenceDistance(earlier: number, later: number): number {
  return ((later - earlier) << 16) >> 16;
}
