import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessUnit, VideoDepacketizer } from './access-unit.ts';
import { H264Depacketizer } from './h264-depacketizer.ts';
import { packetizeH264 } from './h264-packetizer.ts';
import { H265Depacketizer } from './h265-depacketizer.ts';
import type { OrderedPacket } from './reorder.ts';

const ordered = (
  payload: Uint8Array,
  timestamp: number,
  marker: boolean,
  lostBefore = 0,
): OrderedPacket => ({
  lostBefore,
  packet: { marker, payloadType: 96, sequence: 0, timestamp, ssrc: 1, payload, extension: null },
});

const h264Nalu = fc
  .tuple(
    fc.constantFrom(0x41, 0x65, 0x67, 0x68, 0x06),
    fc.uint8Array({ minLength: 1, maxLength: 300 }),
  )
  .map(([header, rest]) => Uint8Array.of(header, ...rest));
const accessUnits = fc.array(fc.array(h264Nalu, { minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 8,
});
const bytesOf = (unit: AccessUnit) => unit.nalus.map((one) => [...one]);

describe('H.264', () => {
  it('comes back from its packets, with and without markers', () => {
    fc.assert(
      fc.property(
        accessUnits,
        fc.integer({ min: 40, max: 400 }),
        fc.boolean(),
        (units, maxBytes, markers) => {
          const depacketizer = new H264Depacketizer();
          const out: AccessUnit[] = [];
          for (const [index, unit] of units.entries())
            for (const payload of packetizeH264(unit, { maxBytes })) {
              expect(payload.bytes.length).toBeLessThanOrEqual(maxBytes);
              out.push(
                ...depacketizer.push(ordered(payload.bytes, index, markers && payload.marker)),
              );
            }
          out.push(...depacketizer.push(ordered(Uint8Array.of(0x41, 1), units.length, false)));
          expect(out.map(bytesOf)).toEqual(units.map((unit) => unit.map((one) => [...one])));
          expect(out.map((unit) => unit.timestamp)).toEqual(units.map((_, index) => index));
        },
      ),
    );
  });

  it('drops exactly the picture a packet is missing from and marks the next one', () => {
    const depacketizer = new H264Depacketizer();
    const push = (byte: number, timestamp: number, lost: number) =>
      depacketizer.push(ordered(Uint8Array.of(0x41, byte), timestamp, true, lost));
    expect(push(1, 0, 0).map(bytesOf)).toEqual([[[0x41, 1]]]);
    expect(push(2, 1, 3)).toEqual([]);
    expect(push(3, 2, 0)).toEqual([
      { nalus: [Uint8Array.of(0x41, 3)], timestamp: 2, afterLoss: true },
    ]);
    expect(push(4, 3, 0).map((unit) => unit.afterLoss)).toEqual([false]);
  });

  it('closes a fragmented unit on a new timestamp (Uniview sets S and E wrongly)', () => {
    const depacketizer = new H264Depacketizer();
    depacketizer.push(ordered(Uint8Array.of(0x7c, 0x05, 1, 2), 0, false));
    depacketizer.push(ordered(Uint8Array.of(0x7c, 0x05, 3), 0, false));
    const out = depacketizer.push(ordered(Uint8Array.of(0x7c, 0x01, 4), 1, false));
    expect(out.map(bytesOf)).toEqual([[[0x65, 1, 2, 3]]]);
  });
});

describe('H.265', () => {
  it('joins aggregation and fragmentation packets', () => {
    const depacketizer = new H265Depacketizer();
    const aggregation = Uint8Array.of(0x60, 1, 0, 3, 0x40, 1, 9, 0, 4, 0x42, 1, 8, 7);
    expect(depacketizer.push(ordered(aggregation, 5, false))).toEqual([]);
    expect(depacketizer.push(ordered(Uint8Array.of(0x62, 1, 0x93, 1, 2), 5, false))).toEqual([]);
    const out = depacketizer.push(ordered(Uint8Array.of(0x62, 1, 0x53, 3), 5, true));
    expect(out.map(bytesOf)).toEqual([
      [
        [0x40, 1, 9],
        [0x42, 1, 8, 7],
        [0x26, 1, 1, 2, 3],
      ],
    ]);
  });
});

describe.each<[string, () => VideoDepacketizer]>([
  ['H.264', () => new H264Depacketizer()],
  ['H.265', () => new H265Depacketizer()],
])('%s with arbitrary packets', (_, make) => {
  it('never throws and never gives more bytes than it got', () => {
    const packets = fc.array(
      fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.nat(3), fc.boolean(), fc.nat(1)),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(packets, (list) => {
        const depacketizer = make();
        let [into, out] = [0, 0];
        for (const [payload, timestamp, marker, lost] of list) {
          into += payload.length + 1;
          for (const unit of depacketizer.push(ordered(payload, timestamp, marker, lost)))
            out += unit.nalus.reduce((sum, one) => sum + one.length, 0);
        }
        expect(out).toBeLessThanOrEqual(into);
      }),
    );
  });
});
