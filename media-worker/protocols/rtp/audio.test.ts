import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AacDepacketizer } from './audio-depacketizer.ts';
import { packetizeAac, packetizeG711 } from './audio-packetizer.ts';
import type { OrderedPacket } from './reorder.ts';

const FORMAT = { sizeLength: 13, indexLength: 3, samplesPerFrame: 1024 };
const ordered = (payload: Uint8Array, timestamp: number, lostBefore = 0): OrderedPacket => ({
  lostBefore,
  packet: {
    marker: true,
    payloadType: 97,
    sequence: 0,
    timestamp,
    ssrc: 1,
    payload,
    extension: null,
  },
});

describe('AAC-hbr', () => {
  it('comes back from its packets, whole or cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 900 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 40, max: 1400 }),
        (frames, maxBytes) => {
          const depacketizer = new AacDepacketizer(FORMAT);
          const out = frames.flatMap((frame, index) =>
            packetizeAac(frame, maxBytes).flatMap((payload) =>
              depacketizer.push(ordered(payload.bytes, (index + 1) * 1024)),
            ),
          );
          expect(out.map((unit) => [...unit.data])).toEqual(frames.map((frame) => [...frame]));
        },
      ),
    );
  });

  it('gives each frame of a packet its own time', () => {
    const payload = Uint8Array.of(0, 32, 0, 16, 0, 8, 1, 2, 3);
    const out = new AacDepacketizer(FORMAT).push(ordered(payload, 4_294_967_000));
    expect(out).toEqual([
      { data: Uint8Array.of(1, 2), timestamp: 4_294_967_000 },
      { data: Uint8Array.of(3), timestamp: 728 },
    ]);
  });

  it('never joins over a lost packet', () => {
    const [first, second, third] = packetizeAac(new Uint8Array(100).fill(7), 44);
    const depacketizer = new AacDepacketizer(FORMAT);
    const empty = new Uint8Array();
    expect(depacketizer.push(ordered(first?.bytes ?? empty, 9))).toEqual([]);
    expect(depacketizer.push(ordered(third?.bytes ?? empty, 9, 1))).toEqual([]);
    expect(second?.marker).toBe(false);
  });

  it('never throws on arbitrary packets', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), (payloads) => {
        const depacketizer = new AacDepacketizer(FORMAT);
        for (const payload of payloads)
          for (const unit of depacketizer.push(ordered(payload, 1)))
            expect(unit.data.length).toBeGreaterThan(0);
      }),
    );
  });
});

it('cuts G.711 into packets of 20 ms, each with its own time', () => {
  const cut = packetizeG711(new Uint8Array(400));
  expect(cut.map(({ bytes, after }) => [bytes.length, after])).toEqual([
    [160, 0],
    [160, 160],
    [80, 320],
  ]);
});
