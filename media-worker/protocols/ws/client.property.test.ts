import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';
import { pieces } from '../../testkit/clips.ts';
import { maskedFrame, ServerFrameReader } from './client.ts';
import { ClientFrameReader, MAX_FRAME_HEADER_BYTES, OPCODE, writeBinaryHeader } from './frames.ts';

const seed = 20_262;

function frame(payload: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(MAX_FRAME_HEADER_BYTES + payload.length);
  const start = writeBinaryHeader(bytes, MAX_FRAME_HEADER_BYTES, payload.length);
  bytes.set(payload, MAX_FRAME_HEADER_BYTES);
  return bytes.subarray(start);
}

describe('WebSocket frames of a server', () => {
  it('give the same data whatever the pieces', () => {
    const payloads = fc.array(
      fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constant(new Uint8Array(70_000).fill(7))),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        payloads,
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1 }),
        (sent, sizes) => {
          const reader = new ServerFrameReader();
          const data = pieces(concatBytes(sent.map(frame)), sizes).flatMap(
            (piece) => reader.push(piece).data,
          );
          expect(Buffer.concat(data).equals(Buffer.concat(sent))).toBe(true);
        },
      ),
      { numRuns: 60, seed },
    );
  });

  it('take arbitrary bytes: data or a coded error', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (parts) => {
        const reader = new ServerFrameReader();
        try {
          for (const part of parts) reader.push(part);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
      { numRuns: 300, seed },
    );
  });

  it('are answered with frames a server can read', () => {
    const [read] = new ClientFrameReader().push(
      Buffer.from(maskedFrame(OPCODE.pong, Uint8Array.of(1, 2, 3))),
    );

    expect(read).toMatchObject({ opcode: OPCODE.pong, payload: Uint8Array.of(1, 2, 3) });
  });
});

describe('WebSocket frames of a talker', () => {
  it('give the same voice whatever the pieces', () => {
    const voices = fc.array(fc.uint8Array({ maxLength: 1_600 }), { maxLength: 6 });
    fc.assert(
      fc.property(
        voices,
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }),
        (sent, sizes) => {
          const reader = new ClientFrameReader(1_600);
          const bytes = concatBytes(sent.map((voice) => maskedFrame(OPCODE.binary, voice)));
          const heard = pieces(bytes, sizes).flatMap((piece) => reader.push(piece));
          expect(heard.map(({ payload }) => [...payload])).toEqual(sent.map((voice) => [...voice]));
        },
      ),
      { numRuns: 60, seed },
    );
  });

  it('are refused when they are longer than a talker says', () => {
    const long = maskedFrame(OPCODE.binary, new Uint8Array(1_601));
    expect(() => new ClientFrameReader(1_600).push(long)).toThrow('too large');
    expect(() =>
      new ClientFrameReader().push(maskedFrame(OPCODE.binary, new Uint8Array(126))),
    ).toThrow('too large');
  });
});
