// RTCP sender and receiver reports: RFC 3550 §6.4.

/** One block of a compound RTCP packet; `body` is what follows its first word. */
export type RtcpBlock = { readonly count: number; readonly type: number; readonly body: DataView };

/** What a sender says about its clock. */
export type SenderReport = {
  readonly ssrc: number;
  /** UTC milliseconds of the sender's clock. */
  readonly utcMs: number;
  /** The middle 32 bits of its NTP time, to be sent back in receiver reports. */
  readonly ntpMiddle: number;
  readonly rtpTimestamp: number;
  readonly packets: number;
  readonly octets: number;
};

/** Seconds between 1900 (NTP) and 1970 (UTC milliseconds). */
const NTP_EPOCH_SECONDS = 2_208_988_800;
const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const BYE = 203;

/** The blocks of a compound packet, up to the first that does not add up. Total. */
export function* rtcpBlocks(bytes: Uint8Array): Iterable<RtcpBlock> {
  for (let at = 0; at + 4 <= bytes.length; ) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at);
    if (view.getUint8(0) >> 6 !== 2) return;
    const length = 4 + view.getUint16(2) * 4;
    if (at + length > bytes.length) return;
    const body = new DataView(bytes.buffer, bytes.byteOffset + at + 4, length - 4);
    yield { count: view.getUint8(0) & 0x1f, type: view.getUint8(1), body };
    at += length;
  }
}

/** The sender reports in a compound packet. Total: whatever does not parse is left out. */
export function senderReports(bytes: Uint8Array): SenderReport[] {
  const reports: SenderReport[] = [];
  for (const { type, body } of rtcpBlocks(bytes)) {
    if (type !== SENDER_REPORT || body.byteLength < 24) continue;
    const seconds = body.getUint32(4);
    const fraction = body.getUint32(8);
    reports.push({
      ssrc: body.getUint32(0),
      utcMs: (seconds - NTP_EPOCH_SECONDS) * 1000 + (fraction * 1000) / 2 ** 32,
      ntpMiddle: (((seconds & 0xffff) << 16) | (fraction >>> 16)) >>> 0,
      rtpTimestamp: body.getUint32(12),
      packets: body.getUint32(16),
      octets: body.getUint32(20),
    });
  }
  return reports;
}

/** True when the sources named in the packet say that they stop. */
export function hasBye(bytes: Uint8Array): boolean {
  for (const { type } of rtcpBlocks(bytes)) if (type === BYE) return true;
  return false;
}

/** Writes the first word of a block of `bytes` bytes. */
export function writeRtcpHeader(
  view: DataView,
  offset: number,
  count: number,
  type: number,
  bytes: number,
): void {
  view.setUint8(offset, 0x80 | count);
  view.setUint8(offset + 1, type);
  view.setUint16(offset + 2, bytes / 4 - 1);
}

/** SDES with an empty-ish CNAME: RFC 3550 wants one in every compound packet, and no machine name leaves here. */
function writeCname(view: DataView, offset: number, ssrc: number): void {
  writeRtcpHeader(view, offset, 1, SOURCE_DESCRIPTION, 16);
  view.setUint32(offset + 4, ssrc);
  const item = [1, 5, 0x6c, 0x75, 0x6b, 0x6f, 0x75, 0]; // CNAME "lukou", then the end of the list
  for (const [index, byte] of item.entries()) view.setUint8(offset + 8 + index, byte);
}

/** SR + SDES. `utcMs` is the moment to which `rtpTimestamp` belongs. */
export function buildSenderReport(report: Omit<SenderReport, 'ntpMiddle'>): Uint8Array {
  const bytes = new Uint8Array(28 + 16);
  const view = new DataView(bytes.buffer);
  writeRtcpHeader(view, 0, 0, SENDER_REPORT, 28);
  view.setUint32(4, report.ssrc);
  const seconds = Math.floor(report.utcMs / 1000);
  view.setUint32(8, (seconds + NTP_EPOCH_SECONDS) >>> 0);
  view.setUint32(12, Math.floor(((report.utcMs - seconds * 1000) / 1000) * 2 ** 32) >>> 0);
  view.setUint32(16, report.rtpTimestamp >>> 0);
  view.setUint32(20, report.packets >>> 0);
  view.setUint32(24, report.octets >>> 0);
  writeCname(view, 28, report.ssrc);
  return bytes;
}

/** What a receiver reports about one source. */
export type ReceiverBlock = {
  readonly ssrc: number;
  /** Share lost since the last report, 0–1. */
  readonly fractionLost: number;
  readonly totalLost: number;
  /** Sequence number with its count of wraps above. */
  readonly highestSequence: number;
  /** In units of the source's RTP clock. */
  readonly jitter: number;
  readonly lastSenderReport: number;
  /** Since that sender report came, in 1/65536 s. */
  readonly delaySinceLast: number;
};

/** RR + SDES about one source. */
export function buildReceiverReport(ownSsrc: number, block: ReceiverBlock): Uint8Array {
  const bytes = new Uint8Array(32 + 16);
  const view = new DataView(bytes.buffer);
  writeRtcpHeader(view, 0, 1, RECEIVER_REPORT, 32);
  view.setUint32(4, ownSsrc);
  view.setUint32(8, block.ssrc);
  const total = Math.max(-0x800000, Math.min(0x7fffff, block.totalLost)) & 0xffffff;
  view.setUint32(12, ((Math.min(255, Math.floor(block.fractionLost * 256)) << 24) | total) >>> 0);
  view.setUint32(16, block.highestSequence >>> 0);
  view.setUint32(20, Math.floor(block.jitter) >>> 0);
  view.setUint32(24, block.lastSenderReport >>> 0);
  view.setUint32(28, block.delaySinceLast >>> 0);
  writeCname(view, 32, ownSsrc);
  return bytes;
}

/** UTC milliseconds of an RTP timestamp, by the sender report nearest before it. Valid ± half a wrap of the RTP clock. */
export function utcOfTimestamp(report: SenderReport, timestamp: number, clockRate: number): number {
  return report.utcMs + (((timestamp - report.rtpTimestamp) | 0) * 1000) / clockRate;
}
