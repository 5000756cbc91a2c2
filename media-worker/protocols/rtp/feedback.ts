// Feedback between receivers and senders: RFC 4585 §6.2.1 (NACK), §6.3.1 (PLI), RFC 5104 §4.3.1 (FIR), RFC 3550 §6.6 (BYE).
import { rtcpBlocks, writeRtcpHeader } from './rtcp.ts';

const RECEIVER_REPORT = 201;
const BYE = 203;
const TRANSPORT_FEEDBACK = 205;
const PAYLOAD_FEEDBACK = 206;
const NACK = 1;
const PLI = 1;
const FIR = 4;
/** Sequence numbers one packet may ask for again; more is no loss but an attack. */
const MAX_NACKED = 512;

/** What a receiver asks of a sender. */
export type Feedback =
  | { readonly kind: 'nack'; readonly ssrc: number; readonly sequences: readonly number[] }
  | { readonly kind: 'key-frame'; readonly ssrc: number };

/** The requests in a compound packet. Total: whatever does not parse is left out. */
export function feedbackIn(bytes: Uint8Array): Feedback[] {
  const found: Feedback[] = [];
  for (const { count, type, body } of rtcpBlocks(bytes)) {
    if (body.byteLength < 8) continue;
    const ssrc = body.getUint32(4);
    if (type === TRANSPORT_FEEDBACK && count === NACK)
      found.push({ kind: 'nack', ssrc, sequences: nacked(body) });
    if (type === PAYLOAD_FEEDBACK && count === PLI) found.push({ kind: 'key-frame', ssrc });
    if (type === PAYLOAD_FEEDBACK && count === FIR && body.byteLength >= 16)
      found.push({ kind: 'key-frame', ssrc: body.getUint32(8) });
  }
  return found;
}

/** A sequence number and a mask of the 16 behind it, over and over. */
function nacked(body: DataView): number[] {
  const sequences: number[] = [];
  for (let at = 8; at + 4 <= body.byteLength && sequences.length < MAX_NACKED; at += 4) {
    const first = body.getUint16(at);
    const mask = body.getUint16(at + 2);
    sequences.push(first);
    for (let bit = 0; bit < 16; bit++)
      if (mask & (1 << bit)) sequences.push((first + 1 + bit) & 0xffff);
  }
  return sequences;
}

/** Feedback goes behind a report in one packet (RFC 4585 §3.1); an empty one will do. */
function behindEmptyReport(ownSsrc: number, bytes: number): { packet: Uint8Array; view: DataView } {
  const packet = new Uint8Array(8 + bytes);
  const view = new DataView(packet.buffer);
  writeRtcpHeader(view, 0, 0, RECEIVER_REPORT, 8);
  view.setUint32(4, ownSsrc);
  return { packet, view };
}

/** Asks the sender `ssrc` for a key frame. */
export function buildPli(ownSsrc: number, ssrc: number): Uint8Array {
  const { packet, view } = behindEmptyReport(ownSsrc, 12);
  writeRtcpHeader(view, 8, PLI, PAYLOAD_FEEDBACK, 12);
  view.setUint32(12, ownSsrc);
  view.setUint32(16, ssrc);
  return packet;
}

/** Asks the sender `ssrc` for a key frame as RFC 5104 has it; `number` grows by one with each new request. */
export function buildFir(ownSsrc: number, ssrc: number, number: number): Uint8Array {
  const { packet, view } = behindEmptyReport(ownSsrc, 20);
  writeRtcpHeader(view, 8, FIR, PAYLOAD_FEEDBACK, 20);
  view.setUint32(12, ownSsrc);
  view.setUint32(20, ssrc);
  view.setUint8(24, number & 0xff);
  return packet;
}

/** Asks the sender `ssrc` for packets again; `sequences` in order. */
export function buildNack(ownSsrc: number, ssrc: number, sequences: readonly number[]): Uint8Array {
  const pairs: { first: number; mask: number }[] = [];
  for (const sequence of sequences) {
    const last = pairs.at(-1);
    const ahead = last ? (sequence - last.first) & 0xffff : 0;
    if (last && ahead >= 1 && ahead <= 16) last.mask |= 1 << (ahead - 1);
    else pairs.push({ first: sequence, mask: 0 });
  }
  const bytes = 12 + pairs.length * 4;
  const { packet, view } = behindEmptyReport(ownSsrc, bytes);
  writeRtcpHeader(view, 8, NACK, TRANSPORT_FEEDBACK, bytes);
  view.setUint32(12, ownSsrc);
  view.setUint32(16, ssrc);
  for (const [index, { first, mask }] of pairs.entries()) {
    view.setUint16(20 + index * 4, first);
    view.setUint16(22 + index * 4, mask);
  }
  return packet;
}

/** The sources stop. */
export function buildBye(ssrcs: readonly number[]): Uint8Array {
  const { packet, view } = behindEmptyReport(ssrcs[0] ?? 0, 4 + ssrcs.length * 4);
  writeRtcpHeader(view, 8, ssrcs.length, BYE, 4 + ssrcs.length * 4);
  for (const [index, ssrc] of ssrcs.entries()) view.setUint32(12 + index * 4, ssrc);
  return packet;
}
