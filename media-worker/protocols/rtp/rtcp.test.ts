import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReceiverStatistics } from './receiver-statistics.ts';
import { buildSenderReport, hasBye, senderReports, utcOfTimestamp } from './rtcp.ts';

const REPORT = {
  ssrc: 0xdeadbeef,
  utcMs: Date.UTC(2026, 10, 20, 14, 26, 7, 300),
  rtpTimestamp: 4_294_960_000,
  packets: 10,
  octets: 1234,
};

describe('sender reports', () => {
  it('come back as written, to a thousandth of a millisecond', () => {
    const [report] = senderReports(buildSenderReport(REPORT));
    expect({ ...report, utcMs: Math.round(report?.utcMs ?? 0) }).toEqual({
      ...REPORT,
      ntpMiddle: report?.ntpMiddle,
    });
  });

  it('give the wall time of later and earlier pictures across the wrap', () => {
    const report = { ...REPORT, ntpMiddle: 0 };
    const later = (REPORT.rtpTimestamp + 90_000) >>> 0;
    expect(utcOfTimestamp(report, later, 90_000)).toBe(REPORT.utcMs + 1000);
    expect(utcOfTimestamp(report, REPORT.rtpTimestamp - 45_000, 90_000)).toBe(REPORT.utcMs - 500);
  });

  it('never throw on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(senderReports(bytes).length).toBeLessThanOrEqual(10);
        expect(typeof hasBye(bytes)).toBe('boolean');
      }),
    );
  });
});

describe('ReceiverStatistics', () => {
  it('reports loss, highest sequence with wraps and the echo of the sender report', () => {
    const statistics = new ReceiverStatistics(90_000);
    const packet = {
      marker: false,
      payloadType: 96,
      ssrc: 5,
      payload: new Uint8Array(),
      extension: null,
    };
    for (const [index, sequence] of [65534, 65535, 1, 2].entries())
      statistics.packet({ ...packet, sequence, timestamp: index * 3600 }, index * 40);
    const [report] = senderReports(buildSenderReport(REPORT));
    if (report) statistics.senderReport(report, 1000);
    const bytes = statistics.report(9, 1500) ?? new Uint8Array(48);
    const view = new DataView(bytes.buffer);
    expect(statistics.totalLost).toBe(1);
    expect(view.getUint32(8)).toBe(5);
    expect(view.getUint8(12)).toBe(51); // 1 of 5 lost, in 1/256
    expect(view.getUint32(12) & 0xffffff).toBe(1);
    expect(view.getUint32(16)).toBe(65536 + 2);
    expect(view.getUint32(20)).toBe(0);
    expect(view.getUint32(24)).toBe(report?.ntpMiddle);
    expect(view.getUint32(28)).toBe(32768);
  });
});
