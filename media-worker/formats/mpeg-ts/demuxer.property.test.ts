import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../../media/errors.ts';
import { nalu } from '../../media/track.ts';
import { clip, fingerprint, pieces, told } from '../../testkit/clips.ts';
import { encodeTestClip, hasFfmpeg } from '../../testkit/ffmpeg.ts';
import { heldBufferBytes } from '../../testkit/memory.ts';
import { TsDemuxer } from './demuxer.ts';
import { TsMuxer } from './muxer.ts';
import { TS_PACKET_BYTES } from './packets.ts';
import { VIDEO_PID } from './tables.ts';

const seed = 20_261;

function read(bytes: Uint8Array, sizes: readonly number[]) {
  const demuxer = new TsDemuxer();
  return [...pieces(bytes, sizes).flatMap((piece) => demuxer.push(piece)), ...demuxer.flush()];
}

describe('MPEG-TS demuxer', () => {
  it.skipIf(!hasFfmpeg)('gives the same whatever the pieces, damaged or not', () => {
    const bytes = clip({ seconds: 1, bFrames: true }, '-f', 'mpegts');
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 5 }),
        (sizes, damage) => {
          const damaged = bytes.slice();
          for (const [at, value] of damage) damaged[at] = value;
          expect(outcome(() => fingerprint(read(damaged, sizes)))).toEqual(
            outcome(() => fingerprint(read(damaged, [damaged.length]))),
          );
        },
      ),
      { numRuns: 25, seed },
    );
  });

  it('takes arbitrary packets: events or a coded error', () => {
    const packet = fc
      .tuple(
        fc.constantFrom(0, 0x100, 0x1000),
        fc.nat(255),
        fc.uint8Array({ minLength: 184, maxLength: 184 }),
      )
      .map(([pid, flags, payload]) =>
        Buffer.concat([Uint8Array.of(0x47, 0x40 | (pid >> 8), pid & 0xff, flags), payload]),
      );
    fc.assert(
      fc.property(fc.array(fc.oneof(packet, fc.uint8Array({ maxLength: 400 }))), (parts) => {
        const result = outcome(() => read(Buffer.concat(parts), [97]));
        if ('error' in result) expect(result.error).toBeInstanceOf(MediaError);
      }),
      { numRuns: 300, seed },
    );
  });

  it('never holds more than an access unit of a picture that does not end', () => {
    const [head, body] = endlessPicture();
    const demuxer = new TsDemuxer();
    demuxer.push(head);
    const before = heldBufferBytes();
    for (let round = 0; round < 40; round += 1) demuxer.push(body(round));
    expect(heldBufferBytes() - before).toBeLessThan(16 << 20);
    expect(demuxer.flush()).toEqual([]);
  });

  it.skipIf(!hasFfmpeg)('reads back what the muxer wrote', () => {
    const { tracks, frames } = encodeTestClip(1);
    const muxer = new TsMuxer();
    const bytes = Buffer.concat([muxer.init(tracks), ...frames.map((frame) => muxer.write(frame))]);
    const { video } = told(read(bytes, [TS_PACKET_BYTES * 7]));
    const written = frames.filter((frame) => frame.kind === 'video');

    expect(video.map((frame) => frame.nalus)).toEqual(
      written.map((frame) => frame.nalus.map((unit) => new Uint8Array(unit))),
    );
  });
});

function outcome<T>(work: () => T): { value: T } | { error: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

/** A picture's beginning, and a megabyte more of it as often as asked. */
function endlessPicture(): [Uint8Array, (round: number) => Uint8Array] {
  const tables = new TsMuxer().init([
    {
      kind: 'video',
      codec: 'h264',
      sps: unit(0x67),
      pps: [unit(0x68)],
      width: 0,
      height: 0,
      fps: 0,
      codecString: '',
    },
  ]);
  const start = packet(VIDEO_PID, true, 0, [0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5, 0x21, 0, 1, 0, 1]);
  const count = Math.floor((1 << 20) / TS_PACKET_BYTES / 16) * 16;
  const more = (round: number) =>
    Buffer.concat(
      Array.from({ length: count }, (_, index) =>
        packet(VIDEO_PID, false, index + 1 + round * count, []),
      ),
    );
  return [Buffer.concat([tables, start]), more];
}

function packet(
  pid: number,
  starts: boolean,
  counter: number,
  payload: readonly number[],
): Uint8Array {
  const bytes = new Uint8Array(TS_PACKET_BYTES).fill(1);
  bytes.set([
    0x47,
    (starts ? 0x40 : 0) | (pid >> 8),
    pid & 0xff,
    0x10 | (counter & 15),
    ...payload,
  ]);
  return bytes;
}

function unit(header: number) {
  return nalu(Uint8Array.of(header, 0x42, 0, 30));
}
