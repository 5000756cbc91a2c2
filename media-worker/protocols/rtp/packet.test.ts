import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeBatch, packetsOf, stampBatch } from './batch.ts';
import { buildRtp, parseRtp, sequenceDistance } from './packet.ts';

const HEADER = { marker: true, payloadType: 96, sequence: 65535, timestamp: 4294967295, ssrc: 7 };

describe('parseRtp', () => {
  it('honours padding, contributing sources and extension', () => {
    const bytes = Uint8Array.from([
      0xb1, 0x60, 0x00, 0x01, 0, 0, 0, 2, 0, 0, 0, 3, 9, 9, 9, 9, 0xab, 0xac, 0, 1, 1, 2, 3, 4,
      0x65, 0x66, 0, 2,
    ]);
    expect(parseRtp(bytes)).toEqual({
      marker: false,
      payloadType: 96,
      sequence: 1,
      timestamp: 2,
      ssrc: 3,
      payload: Uint8Array.of(0x65, 0x66),
      extension: { profile: 0xabac, data: Uint8Array.of(1, 2, 3, 4) },
    });
  });

  it.each([
    ['too short', [0x80, 0x60, 0, 1]],
    ['version 1', [0x40, 0x60, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ['contributing sources beyond the end', [0x8f, 0x60, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ['padding longer than the payload', [0xa0, 0x60, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 200]],
    ['padding of zero', [0xa0, 0x60, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['extension beyond the end', [0x90, 0x60, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 255, 255]],
  ])('is null for %s', (_, bytes) => {
    expect(parseRtp(Uint8Array.from(bytes))).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const packet = parseRtp(bytes);
        expect(packet === null || packet.payload.length <= bytes.length).toBe(true);
      }),
    );
  });

  it('reads back what is built', () => {
    const packet = parseRtp(buildRtp(HEADER, Uint8Array.of(1, 2, 3)));
    expect(packet).toEqual({ ...HEADER, payload: Uint8Array.of(1, 2, 3), extension: null });
  });
});

describe('batch', () => {
  it('stamps each receiver its own headers and leaves the shared bytes alone', () => {
    const batch = makeBatch([
      { bytes: Uint8Array.of(1, 2, 3), marker: false },
      { bytes: Uint8Array.of(4), marker: true, after: 160 },
    ]);
    const before = batch.bytes.slice();
    const stamped = stampBatch(batch, { ...HEADER, channel: 2 });
    expect(batch.bytes).toEqual(before);
    expect([...stamped.subarray(0, 4)]).toEqual([0x24, 2, 0, 15]);
    const packets = packetsOf(batch, stamped).map((bytes) => parseRtp(bytes));
    expect(packets.map((one) => [one?.sequence, one?.marker, one?.timestamp])).toEqual([
      [65535, false, HEADER.timestamp],
      [0, true, (HEADER.timestamp + 160) >>> 0],
    ]);
    expect(packets.map((packet) => [...(packet?.payload ?? [])])).toEqual([[1, 2, 3], [4]]);
  });
});

it('measures sequence distance around the circle', () => {
  expect([
    sequenceDistance(65535, 0),
    sequenceDistance(0, 65535),
    sequenceDistance(10, 10),
    sequenceDistance(65000, 200),
  ]).toEqual([1, -1, 0, 736]);
});
