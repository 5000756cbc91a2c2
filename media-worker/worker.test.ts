// The worker from outside: real sockets on loopback, our own publisher's bytes, no ffmpeg. In one file, as all share one worker.

import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { createTRPCClient, httpLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sequenceHeaders, videoBody } from './bench/load/payload.ts';
import type { WorkerRouter } from './control/router.ts';
import { signTicket } from './control/ticket.ts';
import { FlvDemuxer } from './formats/flv/demuxer.ts';
import { readEnv } from './platform/env.ts';
import { workerLogger } from './platform/logger.ts';
import {
  clientAcknowledgement,
  clientCommands,
  clientHello,
  mediaMessage,
  setChunkSize,
} from './protocols/rtmp/testing.ts';
import { openWorker, type Worker } from './worker.ts';

const SECRET = 'a secret of the cluster';
const CHUNK_SIZE = 60_000;
const key = videoBody(true);
const inter = videoBody(false);

let worker: Worker;
beforeAll(async () => {
  worker = await openTestWorker('origin');
});
afterAll(() => worker[Symbol.asyncDispose]());

function openTestWorker(nodeId: string): Promise<Worker> {
  const read = readEnv({
    LUKOU_MEDIA_PORT: '0',
    LUKOU_RTMP_PORT: '0',
    LUKOU_RTSP_PORT: '0',
    LUKOU_WEBRTC_PORT: '0',
    LUKOU_CLUSTER_SECRET: SECRET,
    LUKOU_NODE_ID: nodeId,
  });
  if (!read.ok) throw new Error(read.problems.join());
  return openWorker(read.env, workerLogger('silent'));
}

function control(of = worker) {
  const url = `http://127.0.0.1:${of.controlPort}`;
  const headers = { authorization: `Bearer ${SECRET}` };
  return createTRPCClient<WorkerRouter>({ links: [httpLink({ url, headers })] });
}

function ticketFor(streamId: string): string {
  return signTicket({ streamId, userId: 'user-1', expiresAtMs: Date.now() + 60_000 }, SECRET);
}

function playUrl(name: string, ticket = ticketFor(name), of = worker): string {
  return `http://127.0.0.1:${of.mediaPort}/live/${name}.flv?ticket=${ticket}`;
}

/** A publisher that has sent its sequence headers; `frame` sends one picture. */
async function publish(name: string) {
  const socket = connect(worker.rtmpPort, '127.0.0.1');
  const headers = sequenceHeaders();
  let sent = 0;
  socket.write(
    Buffer.concat([clientHello(), clientAcknowledgement(), ...clientCommands('live', name)]),
  );
  await said(socket, 'NetStream.Publish.Start');
  socket.on('data', () => {});
  socket.write(setChunkSize(CHUNK_SIZE));
  socket.write(mediaMessage(9, 0, headers.video, CHUNK_SIZE));
  socket.write(mediaMessage(8, 0, headers.audio, CHUNK_SIZE));
  const frame = () => {
    const body = sent % 50 === 0 ? key : inter;
    body.stamp(sent);
    socket.write(mediaMessage(9, sent * 40, body.body, CHUNK_SIZE));
    sent += 1;
  };
  frame();
  return { socket, frame };
}

/** Everything a peer says up to a word, or up to its end. */
function said(socket: Socket, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const hear = (bytes: Buffer) => {
      text += bytes.toString('latin1');
      if (!text.includes(word)) return;
      socket.off('data', hear);
      resolve(text);
    };
    socket.on('data', hear);
    socket.once('error', reject);
    socket.once('close', () => resolve(text));
  });
}

function closed(socket: Socket): Promise<string> {
  return said(socket, '\u0000never\u0000');
}

/** Reads FLV until some video frames came. */
async function watch(url: string, frames: number): Promise<{ type: string; dts: number[] }> {
  const response = await fetch(url);
  const demuxer = new FlvDemuxer();
  const dts: number[] = [];
  for await (const bytes of response.body ?? [])
    for (const event of demuxer.push(bytes)) {
      if (event.type === 'frame') dts.push(event.frame.kind === 'video' ? event.frame.dts : -1);
      if (dts.length < frames) continue;
      return { type: response.headers.get('content-type') ?? '', dts };
    }
  throw new Error('the stream ended early');
}

it('compresses texts for those who can read them', async () => {
  const ask = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${worker.mediaPort}/metrics`, { headers });
  const small = await ask({ 'Accept-Encoding': 'br, gzip' });
  expect([small.headers.get('content-encoding'), small.headers.get('vary')]).toEqual([
    'gzip',
    'Accept-Encoding',
  ]);
  expect(await small.text()).toContain('lukou_worker_viewers ');
  for (const accepted of ['identity', 'gzip;q=0']) {
    const plain = await ask({ 'Accept-Encoding': accepted });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toContain('lukou_worker_viewers ');
  }
});

describe('publish and play', () => {
  it('over HTTP-FLV: starts at 0 and goes on', async () => {
    const publisher = await publish('plain');
    const watching = watch(playUrl('plain'), 3);
    publisher.frame();
    publisher.frame();
    expect(await watching).toEqual({ type: 'video/x-flv', dts: [0, 3_600, 7_200] });
    publisher.socket.destroy();
  });

  it('over WebSocket, with the same bytes in binary frames', async () => {
    const publisher = await publish('ws');
    const socket = new WebSocket(playUrl('ws').replace('http', 'ws'));
    socket.binaryType = 'arraybuffer';
    const demuxer = new FlvDemuxer();
    const done = Promise.withResolvers<number[]>();
    const dts: number[] = [];
    socket.onmessage = ({ data }) => {
      for (const event of demuxer.push(new Uint8Array(data)))
        if (event.type === 'frame' && event.frame.kind === 'video') dts.push(event.frame.dts);
      if (dts.length >= 2) done.resolve(dts);
    };
    socket.onopen = () => publisher.frame();
    expect(await done.promise).toEqual([0, 3_600]);
    socket.close();
    publisher.socket.destroy();
  });

  it('control sees stream and viewer, and can end the viewer', async () => {
    const publisher = await publish('seen');
    const socket = new WebSocket(playUrl('seen').replace('http', 'ws'));
    await new Promise((resolve) => {
      socket.onmessage = resolve;
    });
    const [viewer] = await control().viewers.list.query({ streamId: 'seen' });
    expect(viewer).toMatchObject({ format: 'ws-flv', userId: 'user-1', framesDropped: 0 });
    expect(await control().streams.get.query({ id: 'seen' })).toMatchObject({
      state: 'live',
      viewers: 1,
      holders: [{ name: 'viewer' }],
      tracks: [{ codec: 'h264', width: 640, height: 360, fps: 25 }, { codec: 'aac' }],
    });
    const ended = new Promise<CloseEvent>((resolve) => {
      socket.onclose = resolve;
    });
    await control().viewers.kick.mutate({ id: viewer?.id ?? '' });
    const { code, reason } = await ended;
    expect([code, JSON.parse(reason).code]).toEqual([4_403, 'viewer.kicked']);
    publisher.socket.destroy();
  });

  it('a newer publisher takes over and viewers stay', async () => {
    const older = await publish('taken');
    const watching = watch(playUrl('taken'), 3);
    const gone = closed(older.socket);
    const newer = await publish('taken');
    await gone;
    newer.frame();
    const { dts } = await watching;
    expect(dts).toHaveLength(3);
    expect(dts).toEqual(dts.toSorted((a, b) => a - b));
    newer.socket.destroy();
  });
});

describe('a stream of another worker', () => {
  it('is fetched once for all viewers here', async () => {
    await using edge = await openTestWorker('edge');
    const publisher = await publish('far');
    const source = { kind: 'relay', host: '127.0.0.1', port: worker.mediaPort } as const;
    await control(edge).streams.put.mutate({ streams: [{ id: 'far', source }] });
    const url = playUrl('far', ticketFor('far'), edge);
    const first = watch(url, 1);
    await first;
    const watching = [watch(url, 3), watch(url, 3)];
    await expect
      .poll(async () => (await control(edge).viewers.list.query({})).length)
      .toBeGreaterThanOrEqual(2);
    publisher.frame();
    publisher.frame();
    expect((await Promise.all(watching)).map(({ dts }) => dts.length)).toEqual([3, 3]);
    expect(await control().viewers.list.query({ streamId: 'far' })).toMatchObject([
      { format: 'http-flv', userId: 'relay:edge' },
    ]);
    publisher.socket.destroy();
  });

  it('that does not know it is a failure with the code it gave', async () => {
    await using edge = await openTestWorker('edge');
    const source = { kind: 'relay', host: '127.0.0.1', port: worker.mediaPort } as const;
    await control(edge).streams.put.mutate({
      streams: [{ id: 'nowhere', source, keepWarm: true }],
    });
    await expect
      .poll(async () => (await control(edge).streams.get.query({ id: 'nowhere' })).failure)
      .toMatchObject({ code: 'http.not-found' });
  });
});

describe('refused', () => {
  it.each([
    { name: 'no ticket', path: '/live/plain.flv', status: 401, code: 'ticket.missing' },
    {
      name: 'a forged ticket',
      path: '/live/plain.flv?ticket=a.b',
      status: 401,
      code: 'ticket.forged',
    },
    { name: 'another path', path: '/live/plain.mkv', status: 404, code: 'request.bad-path' },
  ])('$name: $code', async ({ path, status, code }) => {
    const response = await fetch(`http://127.0.0.1:${worker.mediaPort}${path}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toMatchObject({ code });
  });

  it.each([
    {
      name: 'a ticket of another stream',
      url: () => playUrl('plain', ticketFor('other')),
      status: 403,
      code: 'ticket.other-stream',
    },
    {
      name: 'an unknown stream',
      url: () => playUrl('nobody'),
      status: 404,
      code: 'stream.unknown',
    },
  ])('$name: $code, over HTTP and as a WebSocket close code', async ({ url, status, code }) => {
    const response = await fetch(url());
    expect([response.status, await response.json()]).toEqual([
      status,
      expect.objectContaining({ code }),
    ]);
    const socket = new WebSocket(url().replace('http', 'ws'));
    const close = await new Promise<CloseEvent>((resolve) => {
      socket.onclose = resolve;
    });
    expect([close.code, JSON.parse(close.reason).code]).toEqual([4_000 + status, code]);
  });

  it('a publisher with a wrong key hears why', async () => {
    const keySha256 = createHash('sha256').update('s3cret').digest('hex');
    await control().streams.put.mutate({
      streams: [{ id: 'keyed', source: { kind: 'publish', keySha256 } }],
    });
    const socket = connect(worker.rtmpPort, '127.0.0.1');
    const heard = closed(socket);
    socket.write(
      Buffer.concat([
        clientHello(),
        clientAcknowledgement(),
        ...clientCommands('live', 'keyed?key=guess'),
      ]),
    );
    expect(await heard).toContain('publish.wrong-key');
    const right = await publish('keyed?key=s3cret');
    right.socket.destroy();
  });

  it('the control port without the secret', async () => {
    const response = await fetch(`http://127.0.0.1:${worker.controlPort}/node.get`);
    expect(response.status).toBe(401);
  });
});

describe('peers that misbehave end alone', () => {
  it.each([
    { name: 'a chunk size of 0', bytes: [setChunkSize(0)] },
    { name: 'a chunk size of 2 GB', bytes: [setChunkSize(0x7fff_ffff)] },
    { name: 'an endless message', bytes: [Buffer.from('04000000ffffff0901000000', 'hex')] },
    { name: 'noise', bytes: [Buffer.alloc(4_096, 0xff)] },
    {
      name: 'a broken avcC',
      bytes: [mediaMessage(9, 0, Buffer.from('170000000001ff', 'hex'), 128)],
    },
  ])('$name', async ({ bytes }) => {
    const neighbour = await publish('neighbour');
    const watching = watch(playUrl('neighbour'), 2);
    const socket = connect(worker.rtmpPort, '127.0.0.1');
    const ended = closed(socket);
    socket.write(
      Buffer.concat([clientHello(), clientAcknowledgement(), ...clientCommands('live', 'bad')]),
    );
    socket.write(Buffer.concat(bytes));
    await ended;
    neighbour.frame();
    expect((await watching).dts).toEqual([0, 3_600]);
    neighbour.socket.destroy();
  });

  it('slow HTTP headers are cut', async () => {
    const socket = connect(worker.mediaPort, '127.0.0.1');
    socket.write('GET /live/x.flv HTTP/1.1\r\nHost: a\r\n');
    expect(await closed(socket)).toContain('408 Request Timeout');
  });

  it('a WebSocket client that speaks nonsense is cut', async () => {
    const publisher = await publish('nonsense');
    const socket = connect(worker.mediaPort, '127.0.0.1');
    const path = new URL(playUrl('nonsense'));
    socket.write(
      `GET ${path.pathname}${path.search} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await said(socket, 'FLV');
    const ended = closed(socket);
    socket.write(Buffer.alloc(64, 0xff));
    await ended;
    publisher.socket.destroy();
  });
});

it.each(['http', 'ws'])(
  'a %s viewer that goes away is gone at once, stalled stream or not',
  async (kind) => {
    const publisher = await publish(`left-${kind}`);
    const socket = connect(worker.mediaPort, '127.0.0.1');
    const { pathname, search } = new URL(playUrl(`left-${kind}`));
    const upgrade =
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
    socket.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: a\r\n${kind === 'ws' ? upgrade : ''}\r\n`,
    );
    await said(socket, 'FLV');
    const ended = closed(socket);
    socket.end();
    await ended;
    expect(await control().viewers.list.query({ streamId: `left-${kind}` })).toEqual([]);
    publisher.socket.destroy();
  },
);

it('refuses one viewer more than a stream may have, over every way', async () => {
  await control().streams.put.mutate({
    streams: [{ id: 'narrow', source: { kind: 'publish' }, maxViewers: 1 }],
  });
  const { socket } = await publish('narrow');
  const first = await fetch(playUrl('narrow'));
  expect(first.status).toBe(200);
  for (const address of [playUrl('narrow'), playUrl('narrow').replace('.flv', '.m3u8')]) {
    const second = await fetch(address);
    expect(second.status).toBe(503);
    expect(await second.json()).toMatchObject({ code: 'stream.too-many-viewers' });
  }
  await first.body?.cancel();
  socket.destroy();
});

it('tells its health and its numbers', async () => {
  const at = `http://127.0.0.1:${worker.mediaPort}`;
  expect(await (await fetch(`${at}/healthz`)).json()).toMatchObject({ ok: true });
  expect(await (await fetch(`${at}/metrics`)).text()).toContain(
    'lukou_worker_streams{state="live"}',
  );
});

it('stops at once although publishers and viewers are connected', async () => {
  const read = readEnv({
    LUKOU_MEDIA_PORT: '0',
    LUKOU_RTMP_PORT: '0',
    LUKOU_RTSP_PORT: '0',
    LUKOU_WEBRTC_PORT: '0',
  });
  if (!read.ok) throw new Error(read.problems.join());
  const other = await openWorker(read.env, workerLogger('silent'));
  const sockets = [connect(other.rtmpPort, '127.0.0.1'), connect(other.mediaPort, '127.0.0.1')];
  await Promise.all(
    sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))),
  );
  sockets[0]?.write(
    Buffer.concat([clientHello(), clientAcknowledgement(), ...clientCommands('live', 'x')]),
  );
  if (sockets[0]) await said(sockets[0], 'NetStream.Publish.Start');
  const ended = sockets.map(closed);
  await other[Symbol.asyncDispose]();
  await Promise.all(ended);
});
