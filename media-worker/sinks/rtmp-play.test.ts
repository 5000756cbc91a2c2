import { spawn } from 'node:child_process';
import { connect, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { h264Cases, unit } from '../codecs/codecs.cases.ts';
import { h264Track } from '../codecs/h264.ts';
import { signTicket, verifyTicket } from '../control/ticket.ts';
import { Stream } from '../hub/stream.ts';
import { audio, audioTrack, tracksOf, video } from '../hub/testing.ts';
import type { Frame } from '../media/frame.ts';
import { streamId } from '../media/stream-id.ts';
import { systemClock } from '../platform/clock.ts';
import { listen } from '../platform/listen.ts';
import { Sips } from '../platform/sips.ts';
import { ChunkReader } from '../protocols/rtmp/chunk-reader.ts';
import { readCommand } from '../protocols/rtmp/commands.ts';
import {
  clientAcknowledgement,
  clientCommand,
  clientCommands,
  clientHello,
} from '../protocols/rtmp/testing.ts';
import { rtmpPublishServer } from '../sources/rtmp-publish.ts';
import { rtmpPuller } from '../sources/rtmp-pull.ts';
import { encodeTestClip, hasFfmpeg } from '../testkit/ffmpeg.ts';
import { hasGstreamer, runGstreamer } from '../testkit/gstreamer.ts';
import { pullPictures } from '../testkit/pulling.ts';
import { rtmpPlay } from './rtmp-play.ts';
import { Viewers } from './viewers.ts';

const SECRET = 'a secret of sixteen or more';
const [first] = h264Cases;
const videoTrack = h264Track(unit(first?.sps ?? ''), [unit(first?.pps ?? '')]);
const clip = hasFfmpeg ? encodeTestClip(4) : { tracks: [], frames: [] };

let stream: Stream;
let server: Server;
let port: number;
let viewers: Viewers;
let push: (frames: readonly Frame[]) => void;
let announce: (...tracks: Parameters<typeof tracksOf>) => void;
let ended: string[];
let removed: boolean;
const sockets: Socket[] = [];

beforeEach(async () => {
  stream = new Stream(
    { id: streamId('cam'), source: { kind: 'publish' }, stopAfterMs: 0 },
    { clock: systemClock, random: () => 0.5, stateChanged: () => {} },
  );
  const { output } = stream.publish({ evict: () => {} });
  announce = (...tracks) => output.event(tracksOf(...tracks));
  push = (frames) => {
    for (const frame of frames) output.event({ type: 'frame', frame });
  };
  ended = [];
  removed = false;
  viewers = new Viewers({
    clock: systemClock,
    minIntervalMs: 0,
    ended: (_viewer, end) => ended.push(end.code),
  });
  const gate = {
    suiting: (found: Stream) => found,
    find: (id: string) => (id === 'cam' && !removed ? stream : null),
    check: (ticket: string | null, id: string) => verifyTicket(ticket, SECRET, id, Date.now()),
  };
  server = rtmpPublishServer({
    sips: new Sips(),
    admit: () => stream,
    play: rtmpPlay(gate, viewers),
    ended: (end) => ended.push(`session ${end.error.context.code}`),
  });
  port = await listen(server, { host: '127.0.0.1', port: 0, variable: 'LUKOU_RTMP_PORT' });
});
/** As the registry does it: nobody finds it any more. */
function remove(): void {
  removed = true;
  stream.remove();
}
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  viewers[Symbol.dispose]();
  stream.remove();
  await new Promise((resolve) => server.close(resolve));
});

function name(id = 'cam', expiresAtMs = Date.now() + 60_000): string {
  return `${id}?ticket=${signTicket({ streamId: id, userId: 'u', expiresAtMs }, SECRET)}`;
}

/** A player of our own: what it is told, as words. */
function player(path: string) {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  const told: string[] = [];
  const reader: ChunkReader = new ChunkReader((message) => {
    const { type, body, timestampMs } = message;
    if (type === 1) reader.setChunkSize(Buffer.from(body).readUInt32BE());
    if (type === 4) told.push(`control ${Buffer.from(body).readUInt16BE()}`);
    if (type === 8 || type === 9)
      told.push(`${type === 8 ? 'A' : 'V'}${timestampMs}/${body.length}`);
    if (type !== 18 && type !== 20) return;
    const { name: said, args } = readCommand(message);
    const [info] = args;
    if (info instanceof Map) told.push(`${info.get('code')} ${info.get('description')}`);
    else told.push(said);
  });
  let skip = 1 + 2 * 1536;
  socket.on('data', (bytes) => {
    const handshake = Math.min(skip, bytes.length);
    skip -= handshake;
    reader.push(bytes.subarray(handshake));
  });
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  const [connecting = clientHello(), creating = clientHello()] = clientCommands('live', 'unused');
  const say = (...parts: Uint8Array[]) => void socket.write(Buffer.concat(parts));
  say(clientHello(), clientAcknowledgement(), connecting, creating);
  say(clientCommand(1, 'play', 3, null, path, -2_000));
  return { told, say, closed, since: (from: number) => told.slice(from) };
}

describe('RTMP play', () => {
  const big = video(0, { key: true, bytes: 150_000 });

  it('tells its start in order, then metadata, configuration and the GOP', async () => {
    announce(videoTrack, audioTrack);
    push([big, audio(20), video(40)]);
    const { told } = player(name());
    await vi.waitFor(() => expect(told.at(-1)).toBe('V40/19'));
    expect(told.slice(2)).toEqual([
      'control 0',
      'NetStream.Play.Reset Playing.',
      'NetStream.Play.Start Playing.',
      '|RtmpSampleAccess',
      'onMetaData',
      'V0/52',
      'V0/150009',
      'A20/9',
      'V40/19',
    ]);
    expect(viewers.list).toMatchObject([{ format: 'rtmp', userId: 'u' }]);
    expect(stream.holders).toMatchObject([{ name: 'viewer' }]);
  });

  it('a paused player gets nothing and goes on at a key frame', async () => {
    announce(videoTrack);
    push([video(0, { key: true })]);
    const one = player(name());
    await vi.waitFor(() => expect(one.told.at(-1)).toBe('V0/19'));
    const before = one.told.length;
    one.say(clientCommand(1, 'pause', 0, null, true, 0));
    await vi.waitFor(() => expect(one.told.at(-1)).toBe('NetStream.Pause.Notify Paused.'));
    expect(stream.holders).toEqual([]);
    push([video(40), video(80, { key: true }), video(120)]);
    one.say(clientCommand(1, 'pause', 0, null, false, 0));
    await vi.waitFor(() => expect(one.told.at(-1)).toMatch(/^V\d+\/19$/));
    expect(one.since(before)).toEqual([
      'NetStream.Pause.Notify Paused.',
      'control 0',
      'NetStream.Unpause.Notify Playing.',
      '|RtmpSampleAccess',
      'onMetaData',
      'V0/52',
      'V0/19',
      'V40/19',
    ]);
    one.say(clientCommand(1, 'closeStream', 0, null));
    await vi.waitFor(() => expect(viewers.size).toBe(0));
    expect(ended).toEqual(['viewer.left', 'viewer.left']);
  });

  it('tells a player why its stream ended, and closes', async () => {
    announce(videoTrack);
    push([video(0, { key: true })]);
    const { told, closed } = player(name());
    await vi.waitFor(() => expect(told.at(-1)).toBe('V0/19'));
    remove();
    await closed;
    expect(told.slice(-2)).toEqual(['control 1', 'NetStream.Play.Stop stream.removed']);
    expect(ended).toEqual(['stream.removed']);
  });

  it.each([
    { why: 'no ticket', path: () => 'cam', told: 'NetStream.Play.Failed ticket.missing' },
    { why: 'an old one', path: () => name('cam', 1), told: 'NetStream.Play.Failed ticket.expired' },
    {
      why: 'no such stream',
      path: () => name('other'),
      told: 'NetStream.Play.StreamNotFound stream.unknown',
    },
  ])('refuses for $why', async ({ path, told: expected }) => {
    const { told, closed } = player(path());
    await closed;
    expect(told.at(-1)).toBe(expected);
    expect(stream.holders).toEqual([]);
  });
});

describe.skipIf(!hasFfmpeg)('RTMP play, judged by others', () => {
  beforeEach(() => {
    announce(...clip.tracks);
    push(clip.frames.slice(0, 100));
  });
  /** The rest of the clip, some frames a turn, until the reader is there. */
  async function pushRest(): Promise<void> {
    await vi.waitFor(() => expect(stream.listenerCount).toBe(1), { timeout: 10_000 });
    for (const frame of clip.frames.slice(100)) {
      push([frame]);
      await new Promise((resolve) => setImmediate(resolve)); // as sockets have it: not all in one turn
    }
  }

  it('our own puller sees every picture', async () => {
    const url = `rtmp://127.0.0.1:${port}/live/${name()}`;
    const pulling = pullPictures(rtmpPuller({ url }, { networks: ['127.0.0.0/8'] }), 75);
    await pushRest();
    const { tracks, video: pictures } = await pulling;
    expect(tracks.at(-1)).toMatchObject([{ codec: 'h264', width: 320 }, { codec: 'aac' }]);
    expect(pictures.map((one) => one.dts / 90)).toEqual(
      Array.from({ length: 75 }, (_, at) => at * 40),
    );
  });

  it('ffmpeg decodes every picture', async () => {
    const url = `rtmp://127.0.0.1:${port}/live/${name()}`;
    const child = spawn('/usr/bin/ffmpeg', [
      '-v',
      'error',
      '-rtmp_live',
      'live',
      '-i',
      url,
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
    await pushRest();
    remove();
    const code = await new Promise((resolve) => child.on('close', resolve));
    const pictures = output.split('\n').filter((line) => /^0,/.test(line));
    expect({ code, pictures: pictures.length }, output).toEqual({ code: 0, pictures: 75 });
  });

  it.skipIf(!hasGstreamer).each(['rtmpsrc', 'rtmp2src'])(
    'GStreamer %s decodes every picture',
    async (element) => {
      const location = `rtmp://127.0.0.1:${port}/live/${name()}`;
      const running = runGstreamer(
        `${element} location="${location}" ! flvdemux name=d d.video ! queue ! h264parse ! avdec_h264 max-threads=1 ! video/x-raw,width=320 ! filesink location=$OUT d.audio ! queue ! fakesink`,
      );
      await pushRest();
      remove();
      const pictures = await running;
      expect(pictures.length / (320 * 180 * 1.5)).toBe(75);
    },
  );
});
