import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../../media/errors.ts';
import type { StreamEvent } from '../../media/frame.ts';
import { clip, fingerprint, pieces, steps, told } from '../../testkit/clips.ts';
import { hasFfmpeg } from '../../testkit/ffmpeg.ts';
import { heldBufferBytes } from '../../testkit/memory.ts';
import { box, u32s } from './boxes.ts';
import { Fmp4Demuxer } from './demuxer.ts';

const seed = 20_264;
const fragmented = ['-f', 'mp4', '-movflags', 'frag_keyframe+delay_moov+default_base_moof'];

function read(bytes: Uint8Array, sizes: readonly number[]): StreamEvent[] {
  const demuxer = new Fmp4Demuxer();
  return pieces(bytes, sizes).flatMap((piece) => demuxer.push(piece));
}

describe.skipIf(!hasFfmpeg)('fragmented MP4 demuxer on what ffmpeg writes', () => {
  it.each([
    {
      name: 'H.264 with B-frames and AAC',
      options: { bFrames: true },
      output: fragmented,
      codec: 'h264',
    },
    { name: 'H.265', options: { video: 'h265' as const }, output: fragmented, codec: 'h265' },
    {
      name: 'absolute offsets',
      options: {},
      output: ['-f', 'mp4', '-movflags', 'frag_keyframe+delay_moov'],
      codec: 'h264',
    },
  ])('reads $name', ({ options, output, codec }) => {
    const { tracks, video, audio } = told(read(clip(options, ...output), [1_400]));

    expect(tracks).toMatchObject([
      [
        { codec, width: 320, height: 180 },
        { codec: 'aac', sampleRate: 48_000, channels: 2 },
      ],
    ]);
    expect(video).toHaveLength(50);
    expect(video.filter((frame) => frame.randomAccess)).toHaveLength(2);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
    expect(steps(video.map((frame) => frame.pts).sort((a, b) => a - b))).toEqual([40]);
    expect(steps(audio.map((frame) => frame.pts))).toEqual([21]);
    expect(Math.min(...video.map((frame) => frame.pts))).toBe(0);
  });

  it('gives the same whatever the pieces, damaged or not', () => {
    const bytes = clip({ seconds: 1, bFrames: true }, ...fragmented);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.tuple(fc.nat(2_000), fc.nat(255)), { maxLength: 3 }),
        (sizes, damage) => {
          const damaged = bytes.slice();
          for (const [at, value] of damage) damaged[at] = value;
          expect(outcome(damaged, sizes)).toBe(outcome(damaged, [damaged.length]));
        },
      ),
      { numRuns: 40, seed },
    );
  });
});

describe('fragmented MP4 demuxer', () => {
  it('takes arbitrary boxes: events or a coded error', () => {
    const type = fc.constantFrom(
      'moov',
      'trak',
      'moof',
      'traf',
      'tfhd',
      'trun',
      'tfdt',
      'mdat',
      'free',
    );
    const leaf = fc
      .tuple(type, fc.uint8Array({ maxLength: 60 }))
      .map(([name, content]) => box(name, content));
    const branch = fc
      .tuple(type, fc.array(leaf, { maxLength: 4 }))
      .map(([name, content]) => box(name, ...content));
    const root = fc
      .tuple(type, fc.array(branch, { maxLength: 4 }))
      .map(([name, content]) => box(name, ...content));
    fc.assert(
      fc.property(fc.array(root), (parts) => {
        try {
          read(Buffer.concat(parts), [50]);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
      { numRuns: 300, seed },
    );
  });

  it('keeps nothing of boxes it does not read, however large they say they are', () => {
    const demuxer = new Fmp4Demuxer();
    demuxer.push(Buffer.concat([u32s(0xffff_0000), Buffer.from('free')]));
    const before = heldBufferBytes();
    for (let round = 0; round < 64; round += 1) demuxer.push(new Uint8Array(1 << 20));
    expect(heldBufferBytes() - before).toBeLessThan(4 << 20);
  });

  it('refuses a fragment larger than any real one', () => {
    expect(() =>
      new Fmp4Demuxer().push(Buffer.concat([u32s(0x7fff_0000), Buffer.from('mdat')])),
    ).toThrow(expect.objectContaining({ kind: 'overflow' }));
  });
});

/** What came before an error depends on nothing but the bytes; an error is known by its kind. */
function outcome(bytes: Uint8Array, sizes: readonly number[]): string {
  const demuxer = new Fmp4Demuxer();
  const events: StreamEvent[] = [];
  try {
    for (const piece of pieces(bytes, sizes)) events.push(...demuxer.push(piece));
  } catch (error) {
    return error instanceof MediaError ? error.kind : String(error);
  }
  return fingerprint(events);
}
