import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../media/bytes.ts';
import { encodeTestClip, hasFfmpeg, judge } from '../../testkit/ffmpeg.ts';
import { TsMuxer } from './muxer.ts';
import { TS_PACKET_BYTES } from './packets.ts';
import { pat, sectionCrc } from './tables.ts';

describe('MPEG-TS muxer', () => {
  it('closes a section so that its CRC over everything is zero', () => {
    expect(sectionCrc(pat())).toBe(0);
  });

  it.skipIf(!hasFfmpeg)(
    'is read by ffprobe with every frame, in order and without a complaint',
    () => {
      const { tracks, frames } = encodeTestClip(2);
      const muxer = new TsMuxer();
      const bytes = concatBytes([muxer.init(tracks), ...frames.map((frame) => muxer.write(frame))]);

      const { streams, errors } = judge(bytes, 'ts');

      expect(bytes.length % TS_PACKET_BYTES).toBe(0);
      expect(errors).toBe('');
      expect(streams).toMatchObject([
        { codec: 'h264', width: 320, frames: 50, firstPts: 0.2, dtsGrows: true },
        {
          codec: 'aac',
          frames: frames.filter((frame) => frame.kind === 'audio').length,
          dtsGrows: true,
        },
      ]);
    },
  );
});
