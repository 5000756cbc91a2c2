import { describe, expect, it } from 'vitest';
import { mediaPlaylist, type PlaylistOptions } from './playlist.ts';
import type { Segment } from './segmenter.ts';

const part = (seconds: number) => ({
  bytes: new Uint8Array(1),
  duration: seconds * 90_000,
  independent: false,
});

function segments(count: number, discontinuityAt = -1): Segment[] {
  return Array.from({ length: count }, (_, sequence) => ({
    sequence,
    parts: [part(0.5), part(0.5)],
    duration: 90_000,
    wallMs: 1_700_000_000_000 + sequence * 1_000,
    discontinuity: sequence === discontinuityAt,
    initVersion: 1,
  }));
}

function playlist(count: number, options: Partial<PlaylistOptions>, openParts = 1): string[] {
  const open = { sequence: count, parts: Array(openParts).fill(part(0.5)), wallMs: 0 };
  return mediaPlaylist(segments(count), open, 0, {
    epoch: 'e',
    format: 'fmp4',
    targetSeconds: 1,
    partSeconds: 0.5,
    delta: false,
    query: '',
    ...options,
  }).split('\n');
}

/** Sequence numbers of the segments a playlist shows. */
const shown = (lines: readonly string[]) =>
  lines.flatMap((line) => /^e-(\d+)\.m4s$/.exec(line)?.[1] ?? []).map(Number);

describe('delta updates', () => {
  it.each([
    { count: 10, openParts: 0, skipped: 4 },
    { count: 10, openParts: 1, skipped: 4 },
    { count: 10, openParts: 2, skipped: 5 },
    { count: 7, openParts: 0, skipped: 1 },
    { count: 6, openParts: 1, skipped: 0 },
    { count: 0, openParts: 1, skipped: 0 },
  ])('$count segments and $openParts parts leave $skipped out', ({ count, openParts, skipped }) => {
    const lines = playlist(count, { delta: true }, openParts);
    const skip = lines.filter((line) => line.startsWith('#EXT-X-SKIP'));
    expect(skip).toEqual(skipped === 0 ? [] : [`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`]);
    expect(shown(lines)).toEqual(Array.from({ length: count - skipped }, (_, at) => at + skipped));
    expect(lines).toContain('#EXT-X-MEDIA-SEQUENCE:0');
  });

  it('is the whole playlist but for what is left out', () => {
    const whole = playlist(10, {});
    const delta = playlist(10, { delta: true });
    const from = whole.indexOf('#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:24.000Z');
    const map = '#EXT-X-MAP:URI="e-init-1.mp4"';
    expect(delta).toEqual([
      ...whole.slice(0, whole.indexOf(map)),
      '#EXT-X-SKIP:SKIPPED-SEGMENTS=4',
      map,
      ...whole.slice(from),
    ]);
  });

  it('is offered and given in low latency only', () => {
    expect(playlist(10, {}).join()).toContain('CAN-SKIP-UNTIL=6');
    const plain = playlist(10, { partSeconds: null, delta: true });
    expect(plain.join()).not.toMatch(/SKIP/);
    expect(shown(plain)).toHaveLength(10);
  });
});
