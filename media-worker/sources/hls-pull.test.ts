import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { SourceOutput } from '../hub/source.ts';
import { systemClock } from '../platform/clock.ts';
import { clipFiles, steps } from '../testkit/clips.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';
import { pullPictures } from '../testkit/pulling.ts';
import { hlsPuller } from './hls-pull.ts';

const options = { networks: ['127.0.0.0/8'], clock: systemClock };
const silent: SourceOutput = {
  event: () => {},
  step: () => {},
  lost: () => {},
  cameraTime: () => {},
  received: () => {},
  watched: true,
};
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Files = (name: string, request: IncomingMessage) => Uint8Array | string | undefined;

/** Serves files by name, with ranges. */
async function serve(files: Files): Promise<string> {
  const server = createServer((request, response) => {
    const body = files((request.url ?? '').slice(1).split('?')[0] ?? '', request);
    if (body === undefined) return response.writeHead(404).end();
    const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '');
    if (!range) return response.end(body);
    return response
      .writeHead(206)
      .end(Buffer.from(body).subarray(Number(range[1]), Number(range[2]) + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const hls = ['-f', 'hls', '-hls_time', '1', '-hls_list_size', '0'];

describe.skipIf(!hasFfmpeg)('HLS pull of what ffmpeg wrote', () => {
  it.each([
    { name: 'MPEG-TS', bFrames: true, output: hls },
    { name: 'fragmented MP4', bFrames: true, output: [...hls, '-hls_segment_type', 'fmp4'] },
    {
      name: 'byte ranges of one file',
      bFrames: false,
      output: [...hls, '-hls_flags', 'single_file'],
    },
    {
      name: 'segments encrypted with AES-128',
      bFrames: false,
      output: [...hls, '-hls_enc', '1', '-hls_enc_key', '000102030405060708090a0b0c0d0e0f'],
    },
  ])('plays a recording of $name', async ({ output, bFrames }) => {
    const files = clipFiles({ seconds: 3, bFrames }, [
      ...output,
      '-master_pl_name',
      'master.m3u8',
      'list.m3u8',
    ]);
    const url = await serve((name) => files.get(name));

    const { tracks, video, audio } = await pullPictures(
      hlsPuller({ url: `${url}/master.m3u8` }, options),
      75,
    );

    expect(tracks.at(-1)).toMatchObject([
      { codec: 'h264', width: 320 },
      { codec: 'aac', sampleRate: 48_000 },
    ]);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
    expect(steps(video.map((frame) => frame.pts).sort((a, b) => a - b))).toEqual([40]);
    expect(video.filter((frame) => frame.randomAccess)).toHaveLength(3);
    expect(steps(audio.map((frame) => frame.pts))).toEqual([21]);
  });

  it('follows a live playlist from near its edge, over a discontinuity', async () => {
    const files = clipFiles({ seconds: 6, audio: 'none' }, [...hls, 'list.m3u8']);
    let asked = 0;
    const url = await serve((name) => {
      if (name !== 'live.m3u8') return files.get(name.replace(/\?.*/, ''));
      const count = Math.min(6, 4 + Math.floor(asked++ / 2));
      const listed = Array.from(
        { length: count },
        (_, index) =>
          `${index === 4 ? '#EXT-X-DISCONTINUITY\n' : ''}#EXTINF:1,\nlist${index === 4 ? 0 : index}.ts`,
      );
      return `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n${listed.join('\n')}`;
    });

    const { video } = await pullPictures(hlsPuller({ url: `${url}/live.m3u8` }, options), 100);

    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
    expect(video.filter((frame) => frame.randomAccess)).toHaveLength(4);
  });
});

describe('HLS pull', () => {
  it.each([
    { name: 'no playlist', body: '<html>', code: 'hls.not-a-playlist' },
    { name: 'an empty one', body: '#EXTM3U\n', code: 'hls.empty' },
    {
      name: 'segments elsewhere',
      body: '#EXTM3U\n#EXTINF:1,\nhttp://192.0.2.7/1.ts',
      code: 'network.not-allowed',
    },
    { name: 'a file', body: '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd', code: 'http.bad-address' },
    { name: 'a missing segment', body: '#EXTM3U\n#EXTINF:1,\ngone.ts', code: 'http.not-found' },
    {
      name: 'playlists in a circle',
      body: '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlist.m3u8',
      code: 'hls.bad-playlist',
    },
    {
      name: 'a key that does not fit',
      body: '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="key"\n#EXTINF:1,\nlist.m3u8',
      code: 'hls.wrong-key',
    },
  ])('tells $name by its code', async ({ body, code }) => {
    const url = await serve((name) =>
      name === 'key' ? 'short' : name === 'list.m3u8' ? body : undefined,
    );
    const running = hlsPuller({ url: `${url}/list.m3u8` }, options).runOnce(
      silent,
      AbortSignal.timeout(5_000),
    );

    await expect(running).rejects.toMatchObject({ context: { code } });
  });
});
