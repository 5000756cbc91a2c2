import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';
import { ChunkReader } from './chunk-reader.ts';
import { type RtmpMessage, writeMessage } from './messages.ts';
import { RtmpSession } from './session.ts';
import { clientAcknowledgement, clientCommand, clientCommands, clientHello } from './testing.ts';

const message: fc.Arbitrary<RtmpMessage> = fc.record({
  type: fc.constantFrom(8, 9, 18),
  streamId: fc.nat(0xff_ffff),
  timestampMs: fc.nat(0xffff_ffff),
  body: fc.uint8Array({ maxLength: 700 }),
});

describe('chunks', () => {
  it('any messages, any chunk size, any pieces: the same messages', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(message, fc.integer({ min: 2, max: 30 })), { maxLength: 8 }),
        fc.integer({ min: 1, max: 500 }),
        pieces,
        (messages, chunkSize, sizes) => {
          const bytes = concatBytes(messages.map(([one, id]) => writeMessage(one, id, chunkSize)));
          const got: RtmpMessage[] = [];
          const reader = new ChunkReader((one) =>
            got.push({ ...one, body: Uint8Array.from(one.body) }),
          );
          reader.setChunkSize(chunkSize);
          // As sockets are read: into one buffer that the next read overwrites.
          const shared = Buffer.alloc(300);
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            const piece = bytes.subarray(at, at + size);
            shared.set(piece);
            reader.push(shared.subarray(0, piece.length));
            at += size;
          }
          expect(got).toEqual(messages.map(([one]) => one));
        },
      ),
    );
  });

  it('any bytes: messages or a media error', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 20 }), (parts) => {
        const reader = new ChunkReader(() => {});
        expectOnlyMediaErrors(() => {
          for (const part of parts) reader.push(part);
        });
      }),
      { numRuns: 500 },
    );
  });
});

it('a session survives any bytes at any point of the conversation', () => {
  const publishing = [clientHello(), clientAcknowledgement(), ...clientCommands('live', 'x')];
  const playing = [
    ...publishing.slice(0, -1),
    clientCommand(1, 'play', 4, null, 'x'),
    clientCommand(1, 'pause', 5, null, true, 0),
  ];
  const conversations = fc.constantFrom(publishing, playing);
  fc.assert(
    fc.property(
      conversations,
      fc.nat(7),
      fc.uint8Array({ maxLength: 400 }),
      (said, after, noise) => {
        const intake = { audio: () => {}, video: () => {}, end: () => {} };
        const seat = { pause: () => {}, end: () => {} };
        const session = new RtmpSession({
          write: () => {},
          publish: () => intake,
          play: () => seat,
        });
        expectOnlyMediaErrors(() => {
          for (const part of said.slice(0, after)) session.push(part);
          session.push(noise);
        });
      },
    ),
    { numRuns: 300 },
  );
});

function expectOnlyMediaErrors(work: () => void): void {
  try {
    work();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(MediaError);
  }
}
