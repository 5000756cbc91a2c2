import { describe, expect, it } from 'vitest';
import { g711Track } from '../../codecs/g711.ts';
import { concatBytes } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';
import { encodeTestClip, hasFfmpeg, judge } from '../../testkit/ffmpeg.ts';
import { Fmp4Muxer } from './muxer.ts';

describe('fragmented MP4 muxer', () => {
  it.skipIf(!hasFfmpeg)(
    'is read by ffprobe with every frame, in order and without a complaint',
    () => {
      const { tracks, frames } = encodeTestClip(2);
      const muxer = new Fmp4Muxer();
      const bytes = concatBytes([muxer.init(tracks), ...frames.map((frame) => muxer.write(frame))]);

      const { streams, errors } = judge(bytes, 'mp4');

      expect(errors).toBe('');
      expect(streams).toMatchObject([
        { codec: 'h264', width: 320, frames: 50, firstPts: 0, lastPts: 1.96, dtsGrows: true },
        {
          codec: 'aac',
          frames: frames.filter((frame) => frame.kind === 'audio').length,
          dtsGrows: true,
        },
      ]);
    },
  );

  it('refuses tracks of which it can carry none', () => {
    expect(() => new Fmp4Muxer().init([g711Track('a')])).toThrow(MediaError);
  });

  it.skipIf(!hasFfmpeg)('leaves out a track it cannot carry and its frames', () => {
    const { tracks, frames } = encodeTestClip(1);
    const video = tracks.filter((track) => track.kind === 'video');
    const muxer = new Fmp4Muxer();
    const bytes = concatBytes([
      muxer.init([...video, g711Track('a')]),
      ...frames.map((frame) => muxer.write(frame)),
    ]);

    expect(judge(bytes, 'mp4').streams).toMatchObject([{ codec: 'h264', frames: 25 }]);
  });
});
