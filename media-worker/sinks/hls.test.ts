import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Stream } from '../hub/stream.ts';
import { concatBytes } from '../media/bytes.ts';
import { MediaError } from '../media/errors.ts';
import type { Frame } from '../media/frame.ts';
import { streamId } from '../media/stream-id.ts';
import { SimulatedClock } from '../platform/simulated-clock.ts';
import { encodeTestClip, hasFfmpeg, judge } from '../testkit/ffmpeg.ts';
import { answerHls, type HlsAnswer, type HlsGate } from './hls-requests.ts';
import { HlsSessions } from './hls-sessions.ts';

const ADDRESS = '10.0.0.7';
const clip = hasFfmpeg ? encodeTestClip(5) : { tracks: [], frames: [] };

let clock: SimulatedClock;
let stream: Stream;
let sessions: HlsSessions;
let ended: string[];
let push: (frames: readonly Frame[]) => void;

beforeEach(() => {
  clock = new SimulatedClock();
  stream = new Stream(
    { id: streamId('cam'), source: { kind: 'publish' }, stopAfterMs: 0 },
    { clock, random: () => 0.5, stateChanged: () => {} },
  );
  const { output } = stream.publish({ evict: () => {} });
  output.event({ type: 'tracks', tracks: clip.tracks });
  push = (frames) => {
    for (const frame of frames) output.event({ type: 'frame', frame });
  };
  ended = [];
  sessions = new HlsSessions({
    clock,
    hls: { segmentSeconds: 1, partSeconds: 0.33 },
    ended: (_, { code }) => ended.push(code),
  });
});
afterEach(() => {
  sessions[Symbol.dispose]();
  stream.remove();
});

const gate: HlsGate = { find: (id) => (id === 'cam' ? stream : null), check: null };

async function get(target: string, address = ADDRESS): Promise<HlsAnswer & { text: string }> {
  const answer = await answerHls(target, address, sessions, gate);
  if (!answer) throw new Error(`${target} is no HLS path`);
  return { ...answer, text: typeof answer.body === 'string' ? answer.body : '' };
}

/** Opens a session. @returns the address of its media playlist */
async function open(query = ''): Promise<string> {
  const { text } = await get(`/live/cam.m3u8${query}`);
  return `/live/${text.trim().split('\n').at(-1)}`;
}

describe.skipIf(!hasFfmpeg)('HLS', () => {
  it('plays from the cached GOP on: master, media playlist, segments that ffprobe reads', async () => {
    const opening = get('/live/cam.m3u8');
    push(clip.frames);
    const master = await opening;
    expect(master.text).toContain('CODECS="avc1.');
    expect(master.text).toContain('RESOLUTION=320x180');
    const playlist = await get(`/live/${master.text.trim().split('\n').at(-1)}`);
    const names = playlist.text.split('\n').filter((line) => line.includes('.m4s'));
    expect(names).toHaveLength(4);
    const init = /URI="([^"]+)"/.exec(playlist.text)?.[1];
    const files = await Promise.all([init, ...names].map((file) => get(`/live/cam/hls/${file}`)));
    expect(files.map((file) => file.headers['Cache-Control'])).toEqual(
      files.map(() => 'public, max-age=3600, immutable'),
    );
    const { streams, errors } = judge(
      concatBytes(files.map((file) => file.body as Uint8Array)),
      'mp4',
    );
    expect(errors).toBe('');
    expect(streams[0]).toMatchObject({ codec: 'h264', frames: 100, dtsGrows: true });
  });

  it('low latency: a reload waits for its part, the hinted part waits until it is whole', async () => {
    push(clip.frames.slice(0, 190));
    const playlist = await open('?ll=1');
    const before = sessions.list[0]?.output.window.edge ?? { sequence: -1, parts: -1 };
    const session = new URLSearchParams(playlist.split('?')[1]).get('session');
    let reloaded = '';
    const reload = get(`${playlist}&_HLS_msn=${before.sequence}&_HLS_part=${before.parts}`).then(
      ({ text }) => {
        reloaded = text;
      },
    );
    const part = get(`/live/cam/hls/${before.sequence}.${before.parts}.m4s?session=${session}`);
    await clock.advance(10);
    expect(reloaded).toBe('');
    push(clip.frames.slice(190, 225));
    await reload;
    expect(reloaded).toContain(`${before.sequence}.${before.parts}.m4s`);
    expect(reloaded).toContain('#EXT-X-PRELOAD-HINT:TYPE=PART');
    expect((await part).status).toBe(200);
  });

  it('answers with a code: too far ahead, not in time, gone, unknown, nonsense', async () => {
    push(clip.frames);
    const playlist = await open();
    expect(await get(`${playlist}&_HLS_msn=99`)).toMatchObject({
      status: 400,
      text: expect.stringContaining('hls.too-far-ahead'),
    });
    expect(await get(`${playlist}&_HLS_part=1`)).toMatchObject({
      status: 400,
      text: expect.stringContaining('hls.bad-position'),
    });
    const late = get(`${playlist}&_HLS_msn=${sessions.list[0]?.output.window.edge.sequence}`);
    await clock.advance(3_001);
    expect(await late).toMatchObject({
      status: 503,
      text: expect.stringContaining('hls.not-in-time'),
    });
    expect(await get(playlist.replace('index.m3u8', '999.m4s'))).toMatchObject({ status: 404 });
    expect(await get('/live/other.m3u8')).toMatchObject({
      status: 404,
      text: expect.stringContaining('stream.unknown'),
    });
  });

  it('a session is bound to its address and ends when nobody asks any more; then nothing is cut', async () => {
    push(clip.frames);
    const playlist = await open();
    expect(stream.holders.map((holder) => holder.name)).toEqual(['hls']);
    expect(await get(playlist, '10.0.0.8')).toMatchObject({
      status: 403,
      text: expect.stringContaining('hls.no-session'),
    });
    await clock.advance(31_000);
    sessions.sweep();
    expect(ended).toEqual(['viewer.left']);
    expect(stream.holders).toEqual([]);
    expect(stream.listenerCount).toBe(0);
    expect(await get(playlist)).toMatchObject({ status: 403 });
  });

  it('tells why there is no picture, and leaves no session behind', async () => {
    const opening = get('/live/cam.m3u8');
    await clock.advance(15_001);
    expect(await opening).toMatchObject({
      status: 503,
      text: expect.stringContaining('source.no-video'),
    });
    expect(sessions.list).toEqual([]);
  });

  it('a removed stream wakes whoever waits', async () => {
    const opening = get('/live/cam.m3u8');
    stream.remove();
    expect((await opening).status).toBe(404);
    expect(() =>
      sessions.open({ stream, format: 'ts', address: ADDRESS, userId: null }),
    ).not.toThrow(MediaError);
  });
});
