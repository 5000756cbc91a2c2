import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildBye, buildFir, buildNack, buildPli, feedbackIn } from '../rtp/feedback.ts';
import { FrameReader } from './path.ts';
import { isAuthentic, parseStun } from './stun.ts';

describe('arbitrary bytes', () => {
  it('are no STUN message that anybody believes', () => {
    const header = Buffer.from('000100002112a442000000000000000000000000', 'hex');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const bytes = Buffer.concat([header, tail]);
        bytes.writeUInt16BE(tail.length, 2);
        for (const candidate of [bytes, tail]) {
          const message = parseStun(candidate);
          expect(message !== null && isAuthentic(candidate, message, 'password')).toBe(false);
        }
      }),
    );
  });

  it('as RTCP ask for a bounded number of packets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_500 }), fc.boolean(), (bytes, nacks) => {
        const packet = Buffer.concat([Buffer.from([0x81, nacks ? 205 : 206, 0, 0]), bytes]);
        packet.writeUInt16BE(Math.floor(bytes.length / 4), 2);
        for (const ask of feedbackIn(packet))
          if (ask.kind === 'nack') expect(ask.sequences.length).toBeLessThanOrEqual(528);
      }),
    );
  });
});

describe('feedback', () => {
  it('asks for exactly the packets that are missing', () => {
    fc.assert(
      fc.property(
        fc.nat(65_535),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }),
        (first, steps) => {
          let at = first;
          const sequences = [first, ...steps.map((step) => (at = (at + step) & 0xffff))];
          expect(feedbackIn(buildNack(1, 2, sequences))).toEqual([
            { kind: 'nack', ssrc: 2, sequences },
          ]);
        },
      ),
    );
  });

  it('asks for a key frame, and a goodbye asks for nothing', () => {
    expect(feedbackIn(buildPli(1, 9))).toEqual([{ kind: 'key-frame', ssrc: 9 }]);
    expect(feedbackIn(buildFir(1, 9, 300))).toEqual([{ kind: 'key-frame', ssrc: 9 }]);
    expect(feedbackIn(buildBye([1, 2]))).toEqual([]);
  });
});

it('packets on a connection come out the same however its bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (packets, cuts) => {
        const run = Buffer.concat(
          packets.flatMap((packet) => [
            Uint8Array.of(packet.length >> 8, packet.length & 0xff),
            packet,
          ]),
        );
        const reader = new FrameReader();
        const read: Buffer[] = [];
        for (let at = 0, turn = 0; at < run.length; turn++) {
          const length = cuts[turn % cuts.length] ?? 1;
          read.push(...reader.push(run.subarray(at, at + length)).map((one) => Buffer.from(one)));
          at += length;
        }
        expect(read).toEqual(packets.map((packet) => Buffer.from(packet)));
      },
    ),
  );
});
