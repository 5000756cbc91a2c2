import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../../media/errors.ts';
import { readPlaylist } from './playlist-reader.ts';

const seed = 20_263;

describe('playlist reader', () => {
  it('reads a live playlist with keys, maps, ranges and breaks', () => {
    const playlist = readPlaylist(
      [
        '\uFEFF#EXTM3U',
        '#EXT-X-TARGETDURATION:6',
        '#EXT-X-MEDIA-SEQUENCE:256',
        '#EXT-X-MAP:URI="init.mp4",BYTERANGE="100@20"',
        '#EXTINF:5.5,title',
        'a.m4s',
        '#EXT-X-KEY:METHOD=AES-128,URI="https://keys/1?a=b,c",IV=0xFF',
        '#EXT-X-BYTERANGE:10@5',
        '#EXTINF:6,',
        'b.m4s',
        '#EXT-X-KEY:METHOD=AES-128,URI="k2"',
        '#EXT-X-DISCONTINUITY',
        '#EXT-X-BYTERANGE:7',
        'b.m4s',
        '#EXT-X-KEY:METHOD=NONE',
        '#EXTINF:1',
        'c.m4s',
      ].join('\r\n'),
    );
    const map = { uri: 'init.mp4', range: { offset: 20, length: 100 } };
    const iv = (last: readonly number[]) =>
      new Uint8Array([...new Array(16 - last.length).fill(0), ...last]);

    expect(playlist).toMatchObject({ kind: 'media', targetMs: 6_000, ended: false });
    const segments = playlist.kind === 'media' ? playlist.segments : [];
    expect(
      segments.map(({ key, ...rest }) => ({
        ...rest,
        key: key && { uri: key.uri, iv: new Uint8Array(key.iv) },
      })),
    ).toEqual([
      {
        uri: 'a.m4s',
        sequence: 256,
        durationMs: 5_500,
        discontinuity: false,
        range: null,
        map,
        key: null,
      },
      {
        uri: 'b.m4s',
        sequence: 257,
        durationMs: 6_000,
        discontinuity: false,
        range: { offset: 5, length: 10 },
        map,
        key: { uri: 'https://keys/1?a=b,c', iv: iv([255]) },
      },
      {
        uri: 'b.m4s',
        sequence: 258,
        durationMs: 6_000,
        discontinuity: true,
        range: { offset: 15, length: 7 },
        map,
        key: { uri: 'k2', iv: iv([1, 2]) },
      },
      {
        uri: 'c.m4s',
        sequence: 259,
        durationMs: 1_000,
        discontinuity: false,
        range: null,
        map,
        key: null,
      },
    ]);
  });

  it('reads a list of variants', () => {
    expect(
      readPlaylist(
        '#EXTM3U\n#EXT-X-STREAM-INF:CODECS="avc1,mp4a",BANDWIDTH=128000\nlow/index.m3u8\n',
      ),
    ).toEqual({
      kind: 'master',
      variants: [{ uri: 'low/index.m3u8', bandwidth: 128_000 }],
    });
  });

  it.each([
    { name: 'HTML', text: '<html>', code: 'hls.not-a-playlist' },
    { name: 'nothing listed', text: '#EXTM3U', code: 'hls.empty' },
    {
      name: 'sample encryption',
      text: '#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI="k"',
      code: 'hls.unsupported-encryption',
    },
    { name: 'a duration of words', text: '#EXTM3U\n#EXTINF:long,\na.ts', code: 'hls.bad-duration' },
    {
      name: 'a day for one segment',
      text: '#EXTM3U\n#EXTINF:86400,\na.ts',
      code: 'hls.bad-duration',
    },
    {
      name: 'a range of words',
      text: '#EXTM3U\n#EXT-X-BYTERANGE:all\na.ts',
      code: 'hls.bad-range',
    },
    {
      name: 'segments without end',
      text: `#EXTM3U\n${'a.ts\n'.repeat(50_001)}`,
      code: 'hls.too-long',
    },
  ])('refuses $name', ({ text, code }) => {
    expect(() => readPlaylist(text)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ code }) }),
    );
  });

  it('takes arbitrary lines: a playlist or a coded error', () => {
    const tag = fc.constantFrom(
      '#EXTINF:',
      '#EXT-X-BYTERANGE:',
      '#EXT-X-KEY:METHOD=AES-128,',
      '#EXT-X-MAP:',
      '#EXT-X-STREAM-INF:',
      '#EXT-X-MEDIA-SEQUENCE:',
      '',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(tag, fc.string())), (lines) => {
        try {
          readPlaylist(['#EXTM3U', ...lines.map((parts) => parts.join(''))].join('\n'));
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
      { numRuns: 500, seed },
    );
  });
});
