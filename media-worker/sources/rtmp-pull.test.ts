import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { SourceOutput } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import { RtmpClientSession } from '../protocols/rtmp/client-session.ts';
import { statusCommand, writeCommand } from '../protocols/rtmp/commands.ts';
import { clipArguments, pieces, runFfmpeg, steps } from '../testkit/clips.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';
import { freePort, pullPictures } from '../testkit/pulling.ts';
import { rtmpPuller, rtmpTarget } from './rtmp-pull.ts';

const networks = ['127.0.0.0/8'];
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

/** node-media-server as a peer that is not ours. */
async function runNms(port: number): Promise<void> {
  const code = `import('nms2').then(({default: Nms}) => { new Nms({logType: 0, rtmp: {port: ${port}, chunk_size: 4096, gop_cache: true, ping: 2, ping_timeout: 60}}).run(); console.log('up'); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  closers.push(() => child.kill('SIGKILL'));
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
}

describe.skipIf(!hasFfmpeg)('RTMP pull', () => {
  it('plays what ffmpeg publishes to node-media-server', async () => {
    const port = await freePort();
    await runNms(port);
    using _publisher = runFfmpeg([
      '-re',
      ...clipArguments({ seconds: 20, bFrames: true }),
      '-f',
      'flv',
      `rtmp://127.0.0.1:${port}/live/gate`,
    ]);

    const {
      tracks,
      video,
      audio,
      steps: reached,
    } = await pullPictures(
      rtmpPuller({ url: `rtmp://127.0.0.1:${port}/live/gate` }, { networks }),
      75,
    );

    expect(tracks.at(-1)).toMatchObject([{ codec: 'h264', width: 320 }, { codec: 'aac' }]);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
    expect(video.some((frame) => frame.pts > frame.dts)).toBe(true);
    expect(audio.length).toBeGreaterThan(100);
    expect([...new Set(reached)]).toEqual(
      expect.arrayContaining([
        'connect',
        'sign-in',
        'describe',
        'setup',
        'first-packet',
        'tracks',
        'first-key-frame',
      ]),
    );
  });
});

describe('RTMP pull of a bad server', () => {
  async function answered(answer: (write: (bytes: Uint8Array) => void) => void): Promise<string> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => answer((bytes) => void socket.write(bytes)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    return `rtmp://127.0.0.1:${(server.address() as AddressInfo).port}/live/x`;
  }
  const hello = Uint8Array.from({ length: 3_073 }, (_, at) => (at === 0 ? 3 : 0));

  it.each([
    {
      name: 'another protocol',
      answer: [Buffer.from('HTTP/1.1 400 Bad Request')],
      code: 'rtmp.bad-handshake',
    },
    {
      name: 'a refusal',
      answer: [
        hello,
        writeCommand(0, '_error', 1, null, new Map([['code', 'NetConnection.Connect.Rejected']])),
      ],
      code: 'rtmp.refused',
    },
    {
      name: 'a stream that is not there',
      answer: [
        hello,
        writeCommand(0, '_result', 1, null, null),
        writeCommand(0, '_result', 2, null, 1),
        statusCommand(1, 'error', 'NetStream.Play.StreamNotFound', ''),
      ],
      code: 'rtmp.not-found',
    },
  ])('tells $name by its code', async ({ answer, code }) => {
    const url = await answered((write) => answer.forEach(write));

    await expect(
      rtmpPuller({ url }, { networks }).runOnce(silent, AbortSignal.timeout(5_000)),
    ).rejects.toMatchObject({ context: { code } });
  });

  it('dials nobody outside the camera networks and nothing but RTMP', async () => {
    const run = (url: string) =>
      rtmpPuller({ url }, { networks: ['10.0.0.0/8'] }).runOnce(silent, AbortSignal.timeout(5_000));

    await expect(run('rtmp://127.0.0.1/live/x')).rejects.toMatchObject({
      context: { code: 'network.not-allowed' },
    });
    await expect(run('http://127.0.0.1/live/x')).rejects.toMatchObject({
      context: { code: 'rtmp.bad-address' },
    });
  });

  it('takes arbitrary bytes in arbitrary pieces: nothing or a coded error', () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(writeCommand(0, '_result', 1, null), writeCommand(0, '_result', 2, null, 1)),
    );
    fc.assert(
      fc.property(
        fc.array(part),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }),
        (parts, sizes) => {
          const ignore = {
            audio: () => {},
            video: () => {},
            end: () => {},
            write: () => {},
            reached: () => {},
          };
          const session = new RtmpClientSession({ app: 'live', name: 'x', tcUrl: '' }, ignore);
          session.start();
          try {
            for (const piece of pieces(Buffer.concat([hello, ...parts]), sizes))
              session.push(piece);
          } catch (error) {
            expect(error).toBeInstanceOf(MediaError);
          }
        },
      ),
      { numRuns: 200, seed: 20_266 },
    );
  });
});

describe('RTMP address', () => {
  it.each([
    {
      url: 'rtmp://h/live/a/b?key=1',
      target: {
        app: 'live',
        name: 'a/b?key=1',
        tcUrl: 'rtmp://h/live',
        host: 'h',
        port: 1935,
        tls: false,
      },
    },
    {
      url: 'rtmps://[::1]:444/x/y',
      target: {
        app: 'x',
        name: 'y',
        tcUrl: 'rtmps://[::1]:444/x',
        host: '::1',
        port: 444,
        tls: true,
      },
    },
  ])('$url', ({ url, target }) => {
    expect(rtmpTarget(url)).toEqual(target);
  });
});
