import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { SourceOutput } from '../hub/source.ts';
import { clip, clipArguments, runFfmpeg, steps } from '../testkit/clips.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';
import { freePort, pullPictures } from '../testkit/pulling.ts';
import { type HttpSource, httpPuller } from './http-pull.ts';

const networks = ['127.0.0.0/8'];
const closers: (() => void)[] = [];
const silent: SourceOutput = {
  event: () => {},
  step: () => {},
  lost: () => {},
  cameraTime: () => {},
  received: () => {},
  watched: true,
};

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function attempt(source: HttpSource, allowed = networks): Promise<void> {
  return httpPuller(source, { networks: allowed, answerWithinMs: 300 }).runOnce(
    silent,
    AbortSignal.timeout(5_000),
  );
}

describe.skipIf(!hasFfmpeg)('HTTP pull from ffmpeg', () => {
  it.each([
    { kind: 'http-flv', format: 'flv' },
    { kind: 'http-ts', format: 'mpegts' },
  ] as const)('plays $kind', async ({ kind, format }) => {
    const url = `http://127.0.0.1:${await freePort()}/live`;
    using _server = runFfmpeg([
      '-re',
      ...clipArguments({ seconds: 20 }),
      '-f',
      format,
      '-listen',
      '1',
      url,
    ]);

    const {
      tracks,
      video,
      audio,
      steps: reached,
    } = await pullPictures(httpPuller({ kind, url }, { networks }), 50);

    expect(tracks.at(-1)).toMatchObject([{ codec: 'h264', width: 320 }, { codec: 'aac' }]);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
    expect(audio.length).toBeGreaterThan(80);
    expect([...new Set(reached)].slice(-6)).toEqual([
      'connect',
      'describe',
      'setup',
      'first-packet',
      'tracks',
      'first-key-frame',
    ]);
  });

  it('plays FLV over a WebSocket of the ws package, whatever its frames', async () => {
    const bytes = clip({ bFrames: true }, '-f', 'flv');
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    closers.push(() => server.close());
    server.on('connection', (socket) => {
      socket.ping('are you there');
      for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7) % 70_001)
        socket.send(bytes.subarray(at, at + size));
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    const { video } = await pullPictures(
      httpPuller({ kind: 'ws-flv', url: `ws://127.0.0.1:${port}/a.flv` }, { networks }),
      50,
    );

    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
  });
});

describe('HTTP pull', () => {
  it('checks where a redirect leads', async () => {
    const url = await serve((_, response) =>
      response.writeHead(302, { location: 'http://192.0.2.1/a.flv' }).end(),
    );

    await expect(attempt({ kind: 'http-flv', url })).rejects.toMatchObject({
      context: { code: 'network.not-allowed' },
    });
  });

  it('follows a redirect, and gives its credentials to nobody else', async () => {
    const heard: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      heard.push(request.headers.authorization);
      response.writeHead(404).end();
    });
    const url = await serve((request, response) => {
      heard.push(request.headers.authorization);
      response.writeHead(307, { location: `${other}/b` }).end();
    });

    await expect(
      attempt({ kind: 'http-ts', url, username: 'eye', password: 'öl' }),
    ).rejects.toMatchObject({
      context: { code: 'http.not-found', step: 'describe' },
    });
    expect(heard).toEqual([`Basic ${Buffer.from('eye:öl').toString('base64')}`, undefined]);
  });

  it.each([
    { name: 'a refusal', answer: 401, code: 'http.unauthorized', step: 'sign-in' },
    { name: 'a broken server', answer: 503, code: 'http.bad-status', step: 'describe' },
    {
      name: 'redirects without end',
      answer: 302,
      code: 'http.too-many-redirects',
      step: 'describe',
    },
  ])('tells $name by its code', async ({ answer, code, step }) => {
    const url = await serve((_, response) =>
      response.writeHead(answer, answer === 302 ? { location: '/again' } : {}).end(),
    );

    await expect(attempt({ kind: 'http-flv', url })).rejects.toMatchObject({
      context: { code, step },
    });
  });

  it('gives up on a server that never answers, and on headers without end', async () => {
    const mute = await serve(() => {});
    const endless = await serve((_, response) =>
      response.writeHead(200, { 'x-long': 'x'.repeat(40_000) }).end(),
    );

    await expect(attempt({ kind: 'http-flv', url: mute })).rejects.toMatchObject({
      context: { code: 'network.timeout' },
    });
    await expect(attempt({ kind: 'http-flv', url: endless })).rejects.toMatchObject({
      kind: 'unreachable',
    });
  });

  it('dials nobody outside the camera networks and nothing but HTTP', async () => {
    await expect(
      attempt({ kind: 'http-flv', url: 'http://127.0.0.1:1/' }, ['10.0.0.0/8']),
    ).rejects.toMatchObject({
      context: { code: 'network.not-allowed' },
    });
    await expect(attempt({ kind: 'http-flv', url: 'file:///etc/passwd' })).rejects.toMatchObject({
      context: { code: 'http.bad-address' },
    });
  });

  it('tells a port nobody listens on from a host that cannot be found', async () => {
    const url = `http://127.0.0.1:${await freePort()}/a.flv`;

    await expect(attempt({ kind: 'http-flv', url })).rejects.toMatchObject({
      context: { code: 'network.refused', step: 'connect' },
    });
    await expect(
      attempt({ kind: 'http-flv', url: 'http://nobody.invalid/' }),
    ).rejects.toMatchObject({
      context: { code: 'network.unresolved', step: 'resolve' },
    });
  });

  it('ends the attempt on what is not FLV', async () => {
    const url = await serve((_, response) => response.end('<html>'.repeat(10)));

    await expect(attempt({ kind: 'http-flv', url })).rejects.toMatchObject({ kind: 'malformed' });
  });
});
