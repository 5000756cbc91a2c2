import { type RtpPacket, sequenceDistance } from './packet.ts';
import { buildReceiverReport, type SenderReport } from './rtcp.ts';

/** Counts what RFC 3550 §6.4.1 asks a receiver to report about one source: loss, jitter, highest sequence. */
export class ReceiverStatistics {
  readonly #clockRate: number;
  #ssrc: number | null = null;
  #base = 0;
  #highest = 0;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #jitter = 0;
  #transit: number | null = null;
  #lastReport: { ntpMiddle: number; atMs: number } | null = null;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  /** Of the newest packet; `null` before the first. */
  get ssrc(): number | null {
    return this.#ssrc;
  }

  /** Packets expected but not seen so far; never negative. */
  get totalLost(): number {
    return Math.max(0, this.#highest - this.#base + 1 - this.#received);
  }

  /** RFC 3550 §6.4.1, in milliseconds. */
  get jitterMs(): number {
    return (this.#jitter * 1000) / this.#clockRate;
  }

  packet(packet: RtpPacket, nowMs: number): void {
    if (packet.ssrc !== this.#ssrc) this.#restart(packet);
    const ahead = sequenceDistance(this.#highest & 0xffff, packet.sequence);
    if (ahead > 0) this.#highest += ahead;
    this.#received += 1;
    const transit = (nowMs * this.#clockRate) / 1000 - packet.timestamp;
    // A wrap of the timestamp shows as an absurd difference: leave it out.
    const difference = Math.abs(transit - (this.#transit ?? transit));
    if (difference < this.#clockRate * 10) this.#jitter += (difference - this.#jitter) / 16;
    this.#transit = transit;
  }

  senderReport(report: SenderReport, nowMs: number): void {
    this.#lastReport = { ntpMiddle: report.ntpMiddle, atMs: nowMs };
  }

  /** The next receiver report, or `null` before the first packet. Loss counts from the report before. */
  report(ownSsrc: number, nowMs: number): Uint8Array | null {
    if (this.#ssrc === null) return null;
    const expected = this.#highest - this.#base + 1;
    const expectedNow = expected - this.#expectedBefore;
    const lostNow = expectedNow - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    const last = this.#lastReport;
    return buildReceiverReport(ownSsrc, {
      ssrc: this.#ssrc,
      fractionLost: expectedNow > 0 && lostNow > 0 ? lostNow / expectedNow : 0,
      totalLost: expected - this.#received,
      highestSequence: this.#highest,
      jitter: this.#jitter,
      lastSenderReport: last?.ntpMiddle ?? 0,
      delaySinceLast: last ? ((nowMs - last.atMs) * 65536) / 1000 : 0,
    });
  }

  #restart(packet: RtpPacket): void {
    this.#ssrc = packet.ssrc;
    this.#base = packet.sequence;
    this.#highest = packet.sequence;
    this.#received = 0;
    this.#expectedBefore = 0;
    this.#receivedBefore = 0;
    this.#transit = null;
  }
}
