import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { opusTrack } from '../codecs/opus.ts';
import { StreamRegistry } from '../hub/registry.ts';
import type { Publication, Stream } from '../hub/stream.ts';
import { Ear } from '../hub/testing.ts';
import { MediaError } from '../media/errors.ts';
import { streamId } from '../media/stream-id.ts';
import { ticks90k } from '../media/ticks.ts';
import { systemClock } from '../platform/clock.ts';
import { listen } from '../platform/listen.ts';
import { Sips } from '../platform/sips.ts';
import { listenRtsp, type RtspServer } from '../protocols/rtsp/server.ts';
import { rtmpPublishServer } from '../sources/rtmp-publish.ts';
import { rtspPublish } from '../sources/rtsp-publish.ts';
import { steps, told } from '../testkit/clips.ts';
import { encodeTestClip, hasFfmpeg } from '../testkit/ffmpeg.ts';
import { freePort } from '../testkit/pulling.ts';
import { Pushes } from './pushes.ts';
import { type RelaySpec, relayPush } from './relay-push.ts';
import { Viewers } from './viewers.ts';

const clip = hasFfmpeg ? encodeTestClip(4) : { tracks: [], frames: [] };
const HOST = '127.0.0.1';

let registry: StreamRegistry;
let viewers: Viewers;
let relays: Pushes<RelaySpec>;
let publication: Publication;
let states: string[];

beforeEach(() => {
  registry = new StreamRegistry({ clock: systemClock, random: () => 0.5, stateChanged: () => {} });
  const stream = putStream('cam');
  publication = stream.publish({ evict: () => {} });
  viewers = new Viewers({ clock: systemClock, minIntervalMs: 0, holder: 'relay', ended: () => {} });
  states = [];
  relays = new Pushes<RelaySpec>({
    registry,
    clock: systemClock,
    random: () => 0.5,
    holder: 'relay',
    pushOf: (spec) => relayPush(spec, { networks: ['127.0.0.0/8'], clock: systemClock, viewers }),
    changed: ({ state, failure }) => states.push(failure ? `${state} ${failure.code}` : state),
  });
});
afterEach(() => {
  relays[Symbol.dispose]();
  viewers[Symbol.dispose]();
  registry[Symbol.dispose]();
});

function putStream(id: string): Stream {
  const source = { kind: 'publish' } as const;
  const put = { id: streamId(id), fingerprint: 'x', source, keepWarm: false, stopAfterMs: 0 };
  return registry.put(put);
}

const state = () => relays.list[0];
const relay = (url: string, transport: 'tcp' | 'udp' = 'tcp'): RelaySpec => ({
  id: 'r1',
  streamId: 'cam',
  url,
  transport,
});

/** The clip, a frame a turn: as sockets have it. */
async function play(from: number, to?: number): Promise<void> {
  for (const frame of clip.frames.slice(from, to)) {
    publication.output.event({ type: 'frame', frame });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Our own servers, taking a stream by name. */
async function receiver() {
  const admit = ({ name, key }: { name: string; key: string | null }) => {
    if (key !== 'k1') throw new MediaError('refused', 'no', { code: 'publish.wrong-key' });
    return putStream(`got-${name}`);
  };
  const rtmp = rtmpPublishServer({
    sips: new Sips(),
    admit,
    play: () => {
      throw new MediaError('refused', 'no', { code: 'stream.unknown' });
    },
    ended: () => {},
  });
  const rtmpPort = await listen(rtmp, { host: HOST, port: 0, variable: 'LUKOU_RTMP_PORT' });
  const rtsp = await listenRtsp({
    host: HOST,
    port: 0,
    provider: {
      find: async () => null,
      announce: rtspPublish({ clock: systemClock, admit, ended: () => {} }),
    },
    serverName: 'lukou',
    realm: 'lukou',
    credentials: null,
    now: () => performance.now(),
    onTrouble: () => {},
  });
  const ear = new Ear();
  putStream('got-x').listen(ear);
  return { rtmp, rtsp, rtmpPort, ear, close: () => closeAll(rtmp, rtsp) };
}

async function closeAll(rtmp: Server, rtsp: RtspServer): Promise<void> {
  relays[Symbol.dispose]();
  rtmp.close();
  await rtsp[Symbol.asyncDispose]();
}

describe.skipIf(!hasFfmpeg)('relay push into another worker', () => {
  it.each([
    { protocol: 'rtmp', transport: 'tcp' },
    { protocol: 'rtsp', transport: 'tcp' },
    { protocol: 'rtsp', transport: 'udp' },
  ] as const)(
    'by $protocol over $transport: every picture from the cached GOP on',
    async ({ protocol, transport }) => {
      const other = await receiver();
      const port = protocol === 'rtmp' ? other.rtmpPort : other.rtsp.port;
      publication.output.event({ type: 'tracks', tracks: clip.tracks });
      await play(0, 100);
      const spec = relay(`${protocol}://${HOST}:${port}/live/x?key=k1`, transport);
      relays.put([spec]);
      relays.put([spec]);
      await vi.waitFor(() => expect(state()?.state).toBe('sending'), { timeout: 5_000 });
      expect(registry.get(streamId('cam'))?.holders.map(({ name }) => name)).toContain('relay');
      await play(100);
      await vi.waitFor(() => {
        const { tracks, video, audio } = told(other.ear.events);
        expect(tracks.at(-1)).toMatchObject([{ codec: 'h264', width: 320 }, { codec: 'aac' }]);
        // RTP shows that a picture is whole when the next one begins, unless it carries the marker.
        expect(video.length).toBe(75);
        expect(audio.length).toBeGreaterThan(130);
      });
      expect(steps(told(other.ear.events).video.map((one) => one.dts))).toEqual([40]);
      expect(state()).toMatchObject({
        target: `${protocol}://${HOST}:${port}/live/x`,
        framesDropped: 0,
      });
      expect(state()?.bytes).toBeGreaterThan(10_000);
      expect(states).toEqual(['connecting', 'sending']);
      relays.remove(['r1']);
      await vi.waitFor(() => expect(registry.get(streamId('got-x'))?.state).toBe('retrying'));
      await vi.waitFor(() => expect(registry.get(streamId('cam'))?.holders).toEqual([]));
      expect(relays.list).toEqual([]);
      await other.close();
    },
  );

  it.each(['rtmp', 'rtsp'] as const)('by %s brings Opus along', async (protocol) => {
    const other = await receiver();
    const port = protocol === 'rtmp' ? other.rtmpPort : other.rtsp.port;
    const [video] = clip.tracks;
    if (!video) throw new Error('a clip has a picture');
    publication.output.event({ type: 'tracks', tracks: [video, opusTrack(2)] });
    await play(0, 100);
    relays.put([relay(`${protocol}://${HOST}:${port}/live/x?key=k1`)]);
    await vi.waitFor(() => expect(state()?.state).toBe('sending'), { timeout: 5_000 });
    const sound = Uint8Array.of(0xfc, 1, 2, 3);
    const from = registry.get(streamId('cam'))?.gop.newestPts ?? 0;
    for (let at = 1; at <= 5; at++) {
      const pts = ticks90k(from + at * 1_800);
      publication.output.event({ type: 'frame', frame: { kind: 'audio', data: sound, pts } });
    }
    await play(100, 120);
    await vi.waitFor(() => {
      const { tracks, audio } = told(other.ear.events);
      expect(tracks.at(-1)).toMatchObject([{ codec: 'h264' }, { codec: 'opus', channels: 2 }]);
      expect(audio.filter(({ data }) => Buffer.from(sound).equals(data))).toHaveLength(5);
    });
    await other.close();
  });

  it.each(['rtmp', 'rtsp'] as const)(
    'a refusal by %s is told, and tried again slowly',
    async (protocol) => {
      const other = await receiver();
      publication.output.event({ type: 'tracks', tracks: clip.tracks });
      await play(0, 100);
      const port = protocol === 'rtmp' ? other.rtmpPort : other.rtsp.port;
      relays.put([relay(`${protocol}://${HOST}:${port}/live/x?key=secret`)]);
      await vi.waitFor(() => expect(state()?.state).toBe('retrying'));
      expect(state()).toMatchObject({ failure: { kind: 'refused' }, bytes: 0 });
      expect((state()?.nextAttemptAt ?? 0) - Date.now()).toBeGreaterThan(20_000);
      expect(JSON.stringify(relays.list)).not.toContain('secret');
      await other.close();
    },
  );

  it('a receiver that goes away is dialled again', async () => {
    const other = await receiver();
    publication.output.event({ type: 'tracks', tracks: clip.tracks });
    await play(0, 100);
    relays.put([relay(`rtmp://${HOST}:${other.rtmpPort}/live/x?key=k1`)]);
    await vi.waitFor(() => expect(state()?.state).toBe('sending'));
    const before = state()?.bytes ?? 0;
    putStream('got-x').publish({ evict: () => {} }); // takes over: the relay is put out
    await vi.waitFor(() => expect(states).toContain('retrying network.closed'));
    await vi.waitFor(() => expect(state()?.state).toBe('sending'), { timeout: 5_000 });
    expect(state()?.bytes).toBeGreaterThanOrEqual(before);
    await other.close();
  });
});

describe('relay push', () => {
  it('dials allowed networks only', async () => {
    publication.output.event({ type: 'tracks', tracks: clip.tracks });
    relays.put([relay('rtsp://192.0.2.1/live/x')]);
    await vi.waitFor(() => expect(states.at(-1)).toBe('retrying network.not-allowed'));
  });

  it('tells a stream that is not there', async () => {
    relays.put([{ ...relay(`rtmp://${HOST}/live/x`), streamId: 'other' }]);
    await vi.waitFor(() => expect(states).toEqual(['retrying stream.unknown']));
  });

  it.each([
    { url: 'http://127.0.0.1/x', code: 'relay.bad-address' },
    { url: 'rtmp://127.0.0.1/x', code: 'rtmp.bad-address' },
    { url: 'rtsp://', code: 'rtsp.bad-address' },
  ])('refuses $url', ({ url, code }) => {
    expect(() => relays.put([relay(url)])).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ code }) }),
    );
    expect(relays.list).toEqual([]);
  });
});

describe.skipIf(!hasFfmpeg)('relay push into ffmpeg', () => {
  /** ffmpeg as a server that decodes what it is sent. */
  async function listening(args: (port: number) => string[]) {
    const port = await freePort();
    const child = spawn('/usr/bin/ffmpeg', [
      '-nostdin',
      '-v',
      'error',
      ...args(port),
      '-map',
      '0:v',
      '-f',
      'framemd5',
      '-',
    ]);
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const closed = new Promise<string>((resolve) => child.on('close', () => resolve(output)));
    return { port, closed, kill: () => child.kill('SIGKILL') };
  }
  const pictures = (output: string) => output.split('\n').filter((line) => /^0,/.test(line)).length;

  it.each([
    {
      protocol: 'rtmp',
      args: (port: number) => ['-listen', '1', '-i', `rtmp://${HOST}:${port}/live/x`],
    },
    {
      protocol: 'rtsp',
      args: (port: number) => ['-rtsp_flags', 'listen', '-i', `rtsp://${HOST}:${port}/live/x`],
    },
  ])('by $protocol, every picture', async ({ protocol, args }) => {
    const server = await listening(args);
    publication.output.event({ type: 'tracks', tracks: clip.tracks });
    await play(0, 100);
    relays.put([relay(`${protocol}://${HOST}:${server.port}/live/x`)]);
    await vi.waitFor(() => expect(state()?.state).toBe('sending'), { timeout: 15_000 });
    await play(100);
    relays.remove(['r1']);
    const output = await server.closed;
    server.kill();
    expect(pictures(output), output).toBe(75);
  });

  it('a port nobody listens on is told', async () => {
    const closed = createServer();
    const port = await listen(closed, { host: HOST, port: 0, variable: 'x' });
    await new Promise((resolve) => closed.close(resolve));
    publication.output.event({ type: 'tracks', tracks: clip.tracks });
    relays.put([relay(`rtmp://${HOST}:${port}/live/x`)]);
    await vi.waitFor(() => expect(states.at(-1)).toBe('retrying network.refused'));
  });
});
