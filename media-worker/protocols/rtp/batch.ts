import { RTP_HEADER_BYTES, writeRtpHeader } from './packet.ts';
import type { RtpPayload } from './payload.ts';

/** `$`, channel and 16-bit length before a packet on an RTSP connection: RFC 2326 §10.12. */
const INTERLEAVED_HEADER_BYTES = 4;
const HEADROOM = INTERLEAVED_HEADER_BYTES + RTP_HEADER_BYTES;

/**
 * Packets of one access unit, made once and shared by every receiver: one run of bytes in which each payload
 * has room before it for the interleaved and RTP headers. Immutable; `stamp` copies.
 */
export type RtpBatch = {
  readonly bytes: Uint8Array;
  readonly starts: readonly number[];
  readonly markers: readonly boolean[];
  /** Added to the timestamp of each packet. */
  readonly afters: readonly number[];
  readonly payloadBytes: number;
};

export function makeBatch(payloads: readonly RtpPayload[]): RtpBatch {
  const total = payloads.reduce((sum, payload) => sum + HEADROOM + payload.bytes.length, 0);
  const bytes = new Uint8Array(total);
  const starts: number[] = [];
  let at = 0;
  for (const payload of payloads) {
    starts.push(at);
    bytes.set(payload.bytes, at + HEADROOM);
    at += HEADROOM + payload.bytes.length;
  }
  const markers = payloads.map((payload) => payload.marker);
  const afters = payloads.map((payload) => payload.after ?? 0);
  return { bytes, starts, markers, afters, payloadBytes: total - HEADROOM * payloads.length };
}

/** What is one receiver's own in a packet. */
export type RtpStamp = {
  readonly channel: number;
  readonly payloadType: number;
  readonly ssrc: number;
  /** Of the first packet; the next ones count up. */
  readonly sequence: number;
  readonly timestamp: number;
};

/** A copy of the batch with headers for one receiver, ready for one write on an interleaved connection. */
export function stampBatch(batch: RtpBatch, stamp: RtpStamp): Buffer {
  const copy = Buffer.allocUnsafe(batch.bytes.length);
  copy.set(batch.bytes);
  const view = new DataView(copy.buffer, copy.byteOffset, copy.byteLength);
  for (const [index, start] of batch.starts.entries()) {
    const end = batch.starts[index + 1] ?? copy.length;
    view.setUint8(start, 0x24);
    view.setUint8(start + 1, stamp.channel);
    view.setUint16(start + 2, end - start - INTERLEAVED_HEADER_BYTES);
    writeRtpHeader(view, start + INTERLEAVED_HEADER_BYTES, {
      marker: batch.markers[index] ?? false,
      payloadType: stamp.payloadType,
      sequence: stamp.sequence + index,
      timestamp: stamp.timestamp + (batch.afters[index] ?? 0),
      ssrc: stamp.ssrc,
    });
  }
  return copy;
}

/** The single packets of a stamped batch, for UDP. Views of the same bytes. */
export function packetsOf(batch: RtpBatch, stamped: Buffer): Buffer[] {
  return batch.starts.map((start, index) =>
    stamped.subarray(start + INTERLEAVED_HEADER_BYTES, batch.starts[index + 1] ?? stamped.length),
  );
}
