import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aacTrack } from '../../codecs/aac.ts';
import { h264Cases, unit } from '../../codecs/codecs.cases.ts';
import { g711Track } from '../../codecs/g711.ts';
import { h264Track } from '../../codecs/h264.ts';
import { concatBytes } from '../../media/bytes.ts';
import type { Frame, StreamEvent } from '../../media/frame.ts';
import { ticks90k } from '../../media/ticks.ts';
import { nalu, type Track } from '../../media/track.ts';
import { pieces, told } from '../../testkit/clips.ts';
import { encodeTestClip, hasFfmpeg, judge } from '../../testkit/ffmpeg.ts';
import { PsDemuxer } from './demuxer.ts';
import { PsMuxer } from './muxer.ts';

const [first] = h264Cases;
const video = h264Track(unit(first?.sps ?? ''), [unit(first?.pps ?? '')]);
const aac = aacTrack(unit('1190'));

function mux(tracks: readonly Track[], frames: readonly Frame[]): Uint8Array {
  const muxer = new PsMuxer();
  muxer.tracks(tracks);
  return concatBytes(frames.map((frame) => muxer.write(frame)));
}

function read(bytes: Uint8Array, sizes: readonly number[]): StreamEvent[] {
  const demuxer = new PsDemuxer();
  return [...pieces(bytes, sizes).flatMap((piece) => demuxer.push(piece)), ...demuxer.flush()];
}

/** What a frame is, but for its absolute time. */
function shapes(frames: readonly Frame[], startAt: number) {
  return frames.map((frame) =>
    frame.kind === 'video'
      ? {
          key: frame.randomAccess,
          pts: frame.pts - startAt,
          dts: frame.dts - startAt,
          nalus: frame.nalus.map((one) => Buffer.from(one).toString('hex')),
        }
      : { pts: frame.pts - startAt, data: Buffer.from(frame.data).toString('hex') },
  );
}

/** A NAL unit of so many bytes that holds no start code. */
function slice(key: boolean, bytes: number, fill: number): Uint8Array {
  const data = new Uint8Array(bytes).fill(fill);
  data[0] = key ? 0x65 : 0x41;
  return data;
}

describe('MPEG-PS muxer', () => {
  it.skipIf(!hasFfmpeg)(
    'writes what ffprobe reads as a program stream, every frame in order',
    () => {
      const { tracks, frames } = encodeTestClip(3);
      const { streams, errors } = judge(mux(tracks, frames), 'mpg');
      expect(streams).toMatchObject([
        { codec: 'h264', width: 320, frames: 75, dtsGrows: true },
        { codec: 'aac', dtsGrows: true },
      ]);
      expect(streams[1]?.frames).toBeGreaterThan(138);
      expect(errors).toBe('');
    },
  );

  it('gives back every frame, whatever its size and the pieces', () => {
    const picture = fc.record({
      bytes: fc.oneof(fc.integer({ min: 2, max: 400 }), fc.integer({ min: 65_000, max: 200_000 })),
      more: fc.nat(2),
      fill: fc.integer({ min: 1, max: 255 }),
      late: fc.nat(3),
      sound: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    });
    fc.assert(
      fc.property(
        fc.array(picture, { minLength: 1, maxLength: 12 }),
        fc.constantFrom<Track>(g711Track('a'), g711Track('u'), aac),
        fc.nat(2 ** 33),
        fc.array(fc.integer({ min: 500, max: 70_000 }), { minLength: 1, maxLength: 8 }),
        (pictures, audio, startAt, sizes) => {
          const frames = pictures.flatMap(({ bytes, more, fill, late, sound }, at): Frame[] => {
            const key = at % 5 === 0;
            const dts = ticks90k(startAt + at * 3_600);
            const nalus = Array.from({ length: more + 1 }, () => nalu(slice(key, bytes, fill)));
            const pts = ticks90k(dts + (key ? 0 : late * 7)); // no two pictures are shown at once
            return [
              { kind: 'video', nalus, randomAccess: key, pts, dts },
              { kind: 'audio', data: sound, pts: ticks90k(dts + 1_800) },
            ];
          });
          const got = told(read(mux([video, audio], frames), sizes));
          const origin = got.video[0]?.dts ?? 0;
          const pictured = frames.filter((frame) => frame.kind === 'video');
          const heard = frames.filter((frame) => frame.kind === 'audio');
          expect(shapes(got.video, origin)).toEqual(shapes(pictured, startAt));
          expect(shapes(got.audio, origin)).toEqual(shapes(heard, startAt));
          expect(got.tracks.at(-1)).toMatchObject([{ codec: 'h264' }, { codec: audio.codec }]);
        },
      ),
      { numRuns: 60, seed: 20_267 },
    );
  });

  it('says before every key frame what is inside, and cuts packets at 65,535 bytes', () => {
    const frame = (key: boolean, at: number): Frame => ({
      kind: 'video',
      nalus: [nalu(slice(key, 150_000, 7))],
      randomAccess: key,
      pts: ticks90k(at),
      dts: ticks90k(at),
    });
    const ids = (bytes: Uint8Array) => {
      const found: string[] = [];
      for (let at = 0; at < bytes.length; ) {
        const id = bytes[at + 3] ?? 0;
        const length = id === 0xba ? 8 : ((bytes[at + 4] ?? 0) << 8) | (bytes[at + 5] ?? 0);
        found.push(`${id.toString(16)}${id === 0xe0 ? ` ${length}` : ''}`);
        at += 6 + length;
      }
      return found;
    };
    const key = ids(mux([video], [frame(true, 0)]));
    expect(key).toEqual(['ba', 'bb', 'bc', 'e0 65530', 'e0 65525', expect.stringMatching(/^e0 /)]);
    const inter = ids(mux([video], [frame(false, 0)]));
    expect(inter.slice(0, 3)).toEqual(['ba', 'e0 65530', 'e0 65525']);
  });

  it('leaves out a track it does not carry and refuses when nothing is left', () => {
    const opus: Track = {
      kind: 'audio',
      codec: 'opus',
      sampleRate: 48_000,
      channels: 2,
      codecString: 'opus',
    };
    const sound: Frame = { kind: 'audio', data: new Uint8Array(3), pts: ticks90k(0) };
    expect(mux([video, opus], [sound])).toHaveLength(0);
    expect(() => mux([opus], [])).toThrow(
      expect.objectContaining({ context: { code: 'ps.no-supported-track' } }),
    );
  });
});
