import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aacTrack } from '../../codecs/aac.ts';
import { h264Cases, h265Cases, unit } from '../../codecs/codecs.cases.ts';
import { g711Track } from '../../codecs/g711.ts';
import { h264Track } from '../../codecs/h264.ts';
import { h265Track } from '../../codecs/h265.ts';
import { concatBytes } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';
import type { Frame, StreamEvent } from '../../media/frame.ts';
import { msToTicks } from '../../media/ticks.ts';
import { nalu, type Track } from '../../media/track.ts';
import { FlvBodyDemuxer } from './body-demuxer.ts';
import { FlvDemuxer } from './demuxer.ts';
import { FlvMuxer } from './muxer.ts';

const avcTracks = h264Cases.map(({ sps, pps }) => h264Track(unit(sps), [unit(pps)]));
const hevcTracks = h265Cases.map(({ vps, sps, pps }) =>
  h265Track(unit(vps), unit(sps), [unit(pps)]),
);
const audioTracks = [aacTrack(unit('1190')), g711Track('a'), g711Track('u')];

type Scene = { readonly tracks: Track[]; readonly frames: Frame[] };

const payload = fc.uint8Array({ minLength: 1, maxLength: 40 });
const scene: fc.Arbitrary<Scene> = fc
  .record({
    video: fc.constantFrom(...avcTracks, ...hevcTracks),
    audio: fc.constantFrom(...audioTracks),
    steps: fc.array(
      fc.record({
        isVideo: fc.boolean(),
        key: fc.boolean(),
        ms: fc.nat(200),
        cts: fc.nat(80),
        payload,
      }),
      { maxLength: 30 },
    ),
  })
  .map(({ video, audio, steps }) => {
    const heads =
      video.codec === 'h264'
        ? [[0x65], [0x41]]
        : [
            [0x26, 1],
            [0x02, 1],
          ];
    let ms = 0;
    const frames = steps.map(({ isVideo, key, ms: step, cts, payload: data }, at): Frame => {
      ms += at === 0 ? 0 : step;
      if (!isVideo) return { kind: 'audio', data, pts: msToTicks(ms) };
      const nalus = [nalu(Uint8Array.from([...(heads[key ? 0 : 1] ?? []), ...data]))];
      return {
        kind: 'video',
        nalus,
        randomAccess: key,
        dts: msToTicks(ms),
        pts: msToTicks(ms + cts),
      };
    });
    return { tracks: [video, audio], frames };
  });

function mux({ tracks, frames }: Scene, style: 'enhanced' | 'legacy'): Uint8Array {
  const muxer = new FlvMuxer(style);
  muxer.tracks(tracks);
  return concatBytes([muxer.header(), ...frames.map((frame) => muxer.write(frame))]);
}

function plain(events: readonly StreamEvent[]): Frame[] {
  return events.flatMap((event): Frame[] => {
    if (event.type === 'tracks') return [];
    const { frame } = event;
    if (frame.kind === 'audio') return [{ ...frame, data: Uint8Array.from(frame.data) }];
    return [{ ...frame, nalus: frame.nalus.map((one) => nalu(Uint8Array.from(one))) }];
  });
}

describe('FLV', () => {
  it('demux(mux(frames)) = frames, however the bytes are cut', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(scene, fc.constantFrom('enhanced', 'legacy'), cuts, (one, style, sizes) => {
        const bytes = mux(one, style);
        const demuxer = new FlvDemuxer();
        const events: StreamEvent[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          events.push(...demuxer.push(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(plain(events)).toEqual(one.frames);
      }),
    );
  });

  it('any bytes give events or a media error', () => {
    const header = Uint8Array.from([0x46, 0x4c, 0x56, 1, 5, 0, 0, 0, 9, 0, 0, 0, 0]);
    const damaged = fc
      .tuple(scene, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }))
      .map(([one, changes]) => {
        const bytes = Uint8Array.from(mux(one, 'enhanced'));
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return bytes;
      });
    const noise = fc.uint8Array({ maxLength: 300 }).map((rest) => concatBytes([header, rest]));
    fc.assert(
      fc.property(fc.oneof(damaged, noise, fc.uint8Array()), (bytes) => {
        const demuxer = new FlvDemuxer();
        try {
          for (const byte of bytes) demuxer.push(Uint8Array.of(byte));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(MediaError);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('any tag bodies give events or a media error', () => {
    const body = fc.tuple(fc.boolean(), fc.nat(0xffff_ffff), fc.uint8Array({ maxLength: 60 }));
    fc.assert(
      fc.property(fc.array(body, { maxLength: 10 }), (bodies) => {
        const demuxer = new FlvBodyDemuxer(() => {});
        try {
          for (const [isVideo, ms, bytes] of bodies)
            if (isVideo) demuxer.video(ms, bytes);
            else demuxer.audio(ms, bytes);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(MediaError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
