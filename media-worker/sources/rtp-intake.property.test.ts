import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceOutput } from '../hub/source.ts';
import { concatBytes } from '../media/bytes.ts';
import { MediaError } from '../media/errors.ts';
import { buildRtp } from '../protocols/rtp/packet.ts';
import { UDP_REORDER } from '../protocols/rtp/reorder.ts';
import { RtpTcpReader } from '../protocols/rtp/tcp-framing.ts';
import { pieces } from '../testkit/clips.ts';
import { RtpIntake } from './rtp-intake.ts';

const seed = 20_265;
const silent: SourceOutput = {
  event: () => {},
  step: () => {},
  lost: () => {},
  cameraTime: () => {},
  received: () => {},
  watched: true,
};
const starts = fc.constantFrom(
  [0, 0, 1, 0xba],
  [0x47],
  [0x67, 66],
  [0x40, 1],
  [0x7c, 0x85],
  [0, 0, 1, 0xe0],
  [],
);
const packet = fc
  .record({
    marker: fc.boolean(),
    payloadType: fc.constantFrom(0, 8, 96, 98),
    sequence: fc.nat(40),
    timestamp: fc.nat(5),
    ssrc: fc.nat(6),
    start: starts,
    rest: fc.uint8Array({ maxLength: 200 }),
  })
  .map(({ start, rest, ...header }) =>
    buildRtp(header, concatBytes([Uint8Array.from(start), rest])),
  );

describe('RTP intake', () => {
  it('takes arbitrary packets: events or a coded error', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(packet, fc.uint8Array({ maxLength: 40 })), { maxLength: 60 }),
        (packets) => {
          const intake = new RtpIntake(silent, UDP_REORDER);
          try {
            for (const [at, bytes] of packets.entries()) intake.push(bytes, at * 50);
          } catch (error) {
            expect(error).toBeInstanceOf(MediaError);
          }
        },
      ),
      { numRuns: 500, seed },
    );
  });
});

describe('RTP over TCP', () => {
  it.each([{ dollar: true }, { dollar: false }])(
    'gives the same packets whatever the pieces (dollar: $dollar)',
    ({ dollar }) => {
      const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 });
      fc.assert(
        fc.property(fc.array(packet, { minLength: 1 }), sizes, (packets, cuts) => {
          const bytes = concatBytes(
            packets.flatMap((one) => [
              Uint8Array.from([...(dollar ? [0x24, 1] : []), one.length >> 8, one.length & 0xff]),
              one,
            ]),
          );
          const reader = new RtpTcpReader();
          const read = pieces(bytes, cuts).flatMap((piece) => reader.push(piece));
          expect(read.map((one) => Buffer.from(one).toString('hex'))).toEqual(
            packets.map((one) => Buffer.from(one).toString('hex')),
          );
        }),
        { numRuns: 200, seed },
      );
    },
  );

  it('passes over what an Ehome device says first', () => {
    const first = buildRtp(
      { marker: true, payloadType: 96, sequence: 1, timestamp: 2, ssrc: 3 },
      Uint8Array.of(4),
    );
    const preamble = new Uint8Array(256);
    preamble[0] = 1;
    const read = new RtpTcpReader().push(
      concatBytes([preamble, Uint8Array.of(0, first.length), first]),
    );

    expect(read).toEqual([first]);
  });

  it('takes arbitrary bytes: packets or a coded error', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (parts) => {
        const reader = new RtpTcpReader();
        try {
          for (const part of parts) reader.push(part);
        } catch (error) {
          expect(error).toMatchObject({ context: { code: 'rtp.bad-framing' } });
        }
      }),
      { numRuns: 300, seed },
    );
  });
});
