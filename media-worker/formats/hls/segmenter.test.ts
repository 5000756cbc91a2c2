import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../media/bytes.ts';
import type { Frame } from '../../media/frame.ts';
import { ticks90k } from '../../media/ticks.ts';
import type { Track } from '../../media/track.ts';
import { encodeTestClip, hasFfmpeg, judge } from '../../testkit/ffmpeg.ts';
import { mediaPlaylist } from './playlist.ts';
import { type HlsFormat, type Segment, Segmenter, segmentBytes } from './segmenter.ts';

function cut(
  tracks: readonly Track[],
  frames: readonly Frame[],
  format: HlsFormat,
  targetTicks = 90_000,
) {
  const segmenter = new Segmenter({
    format,
    targetTicks,
    partTicks: 30_000,
    wallNow: () => 1_700_000_000_000,
  });
  const segments: Segment[] = [];
  const keep = (segment: Segment | null) => segment && segments.push(segment);
  keep(segmenter.tracks(tracks));
  for (const frame of frames) keep(segmenter.push(frame));
  return { segmenter, segments };
}

describe.skipIf(!hasFfmpeg)('HLS segmenter', () => {
  const clip = hasFfmpeg ? encodeTestClip(5) : { tracks: [], frames: [] };

  it.each(['ts', 'fmp4'] as const)(
    'cuts %s at random access points; every segment stands alone',
    (format) => {
      const { segmenter, segments } = cut(clip.tracks, clip.frames, format);
      expect(segments.map((segment) => [segment.sequence, segment.duration])).toEqual([
        [0, 90_000],
        [1, 90_000],
        [2, 90_000],
        [3, 90_000],
      ]);
      for (const segment of segments) {
        const bytes =
          format === 'ts'
            ? segmentBytes(segment)
            : concatBytes([segmenter.init, segmentBytes(segment)]);
        const { streams, errors } = judge(bytes, format === 'ts' ? 'ts' : 'mp4');
        expect(errors).toBe('');
        expect(streams[0]).toMatchObject({ codec: 'h264', frames: 25, dtsGrows: true });
      }
    },
  );

  it('gives the same frames whatever the segments: nothing lost between them', () => {
    const { segmenter, segments } = cut(clip.tracks, clip.frames, 'fmp4');
    const { streams } = judge(concatBytes([segmenter.init, ...segments.map(segmentBytes)]), 'mp4');
    expect(streams[0]).toMatchObject({ frames: 100, lastPts: 3.96 });
  });

  it('makes parts no longer than asked, the first of a segment independent', () => {
    const { segments } = cut(clip.tracks, clip.frames, 'fmp4');
    const parts = segments[1]?.parts ?? [];
    expect(parts.map((part) => part.independent)).toEqual([true, false, false, false]);
    expect(parts.map((part) => part.duration)).toEqual([28_800, 28_800, 28_800, 3_600]);
  });

  it('marks what follows new parameter sets as a discontinuity', () => {
    const { segmenter, segments } = cut(clip.tracks, clip.frames, 'ts');
    expect(segmenter.tracks(clip.tracks)?.sequence).toBe(4);
    for (const frame of clip.frames.slice(0, 200)) {
      const finished = segmenter.push(shifted(frame));
      if (finished) segments.push(finished);
    }
    expect(segments.at(4)).toMatchObject({ sequence: 5, discontinuity: true, initVersion: 2 });
  });

  it('writes a playlist as the standard shows it', () => {
    const { segmenter, segments } = cut(clip.tracks, clip.frames, 'fmp4');
    const open = {
      sequence: segmenter.openSequence,
      parts: segmenter.openParts,
      wallMs: segmenter.openWallMs,
    };
    const text = mediaPlaylist(segments.slice(-2), open, 0, {
      format: 'fmp4',
      targetSeconds: 1,
      partSeconds: null,
      epoch: 'e1',
      delta: false,
      query: '?t=1',
    });
    expect(text).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:7',
        '#EXT-X-TARGETDURATION:1',
        '#EXT-X-MEDIA-SEQUENCE:2',
        '#EXT-X-INDEPENDENT-SEGMENTS',
        '#EXT-X-MAP:URI="e1-init-1.mp4?t=1"',
        '#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:20.000Z',
        '#EXTINF:1.000,',
        'e1-2.m4s?t=1',
        '#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:20.000Z',
        '#EXTINF:1.000,',
        'e1-3.m4s?t=1',
        '',
      ].join('\n'),
    );
  });
});

/** The same frame ten seconds later. */
function shifted(frame: Frame): Frame {
  const later = (ticks: number) => ticks90k(ticks + 900_000);
  return frame.kind === 'video'
    ? { ...frame, pts: later(frame.pts), dts: later(frame.dts) }
    : { ...frame, pts: later(frame.pts) };
}
