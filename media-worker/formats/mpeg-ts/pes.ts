// Packetized elementary stream: ISO/IEC 13818-1 §2.4.3.6.
import type { Nalu } from '../../media/track.ts';

const START_CODE = Uint8Array.of(0, 0, 0, 1);

/** Four marker bits' worth of prefix and a 33-bit time in five bytes. */
function writeTime(out: Uint8Array, at: number, prefix: number, ticks: number): void {
  const high = Math.floor(ticks / 0x40000000) & 0x07;
  out[at] = (prefix << 4) | (high << 1) | 1;
  out[at + 1] = (ticks >>> 22) & 0xff;
  out[at + 2] = ((ticks >>> 14) & 0xfe) | 1;
  out[at + 3] = (ticks >>> 7) & 0xff;
  out[at + 4] = ((ticks << 1) & 0xfe) | 1;
}

/** `pts` and `dts` in 90 kHz ticks; the DTS is left out where it equals the PTS. */
export function pesHeader(
  streamId: number,
  payloadBytes: number,
  pts: number,
  dts: number,
): Uint8Array {
  const withDts = dts !== pts;
  const headerBytes = withDts ? 10 : 5;
  const out = new Uint8Array(9 + headerBytes);
  const length = payloadBytes + 3 + headerBytes;
  out.set([0, 0, 1, streamId]);
  // A video PES longer than 16 bits can say has length 0: "until the next one".
  out[4] = length > 0xffff ? 0 : length >>> 8;
  out[5] = length > 0xffff ? 0 : length & 0xff;
  out[6] = 0x84;
  out[7] = withDts ? 0xc0 : 0x80;
  out[8] = headerBytes;
  writeTime(out, 9, withDts ? 3 : 2, pts);
  if (withDts) writeTime(out, 14, 1, dts);
  return out;
}

/** A header and NAL units with start codes (Annex B), in one buffer. */
export function withAnnexB(
  header: (payloadBytes: number) => Uint8Array,
  nalus: readonly Nalu[],
): Uint8Array {
  let payload = 0;
  for (const unit of nalus) payload += START_CODE.length + unit.length;
  const head = header(payload);
  const out = new Uint8Array(head.length + payload);
  out.set(head);
  let at = head.length;
  for (const unit of nalus) {
    out.set(START_CODE, at);
    out.set(unit, at + START_CODE.length);
    at += START_CODE.length + unit.length;
  }
  return out;
}
