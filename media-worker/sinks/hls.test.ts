import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Stream } from '../hub/stream.ts';
import { concatBytes } from '../media/bytes.ts';
import { MediaError } from '../media/errors.ts';
import type { Frame } from '../media/frame.ts';
import { streamId } from '../media/stream-id.ts';
import { ticks90k } from '../media/ticks.ts';
import { SimulatedClock } from '../platform/simulated-clock.ts';
import { encodeTestClip, hasFfmpeg, judge } from '../testkit/ffmpeg.ts';
import { answerHls, type HlsAnswer } from './hls-requests.ts';
import { HlsSessions } from './hls-sessions.ts';
import type { SuitingGate } from './play-request.ts';

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
    cut: () => ({ segmentSeconds: 1, partSeconds: 0.33 }),
    ended: (_, { code }) => ended.push(code),
  });
});
afterEach(() => {
  sessions[Symbol.dispose]();
  stream.remove();
});

const gate: SuitingGate = {
  find: (id) => (id === 'cam' ? stream : null),
  check: null,
  suiting: (found) => found,
};

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

/** Opens a session whose stream starts at the same time. */
async function openWhile(start: () => void, query = ''): Promise<string> {
  const opening = open(query);
  start();
  return opening;
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
    let reloaded = '';
    const reload = get(`${playlist}&_HLS_msn=${before.sequence}&_HLS_part=${before.parts}`).then(
      ({ text }) => {
        reloaded = text;
      },
    );
    const hint = /PRELOAD-HINT:TYPE=PART,URI="([^"]+)"/.exec((await get(playlist)).text)?.[1];
    expect(hint).toMatch(/^[0-9a-z]+-\d+\.\d+\.m4s\?session=/);
    const part = get(`/live/cam/hls/${hint}`);
    await clock.advance(10);
    expect(reloaded).toBe('');
    push(clip.frames.slice(190, 225));
    await reload;
    expect(reloaded).toContain(`${before.sequence}.${before.parts}.m4s`);
    expect(reloaded).toContain('#EXT-X-PRELOAD-HINT:TYPE=PART');
    expect((await part).status).toBe(200);
  });

  it('answers with a code: too far ahead, not in time, gone, unknown, nonsense', async () => {
    const playlist = await openWhile(() => push(clip.frames));
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

  it('makes who does not know parts wait for a whole segment', async () => {
    const opening = open();
    const low = open('?ll=1');
    push(clip.frames.slice(0, 60));
    const edge = sessions.list[0]?.output.window.edge;
    expect(edge).toMatchObject({ sequence: 0 });
    expect((await get(await low)).text).not.toContain('#EXTINF');
    push(clip.frames.slice(60));
    expect((await get(await opening)).text).toContain('#EXTINF');
  });

  it('says how long what may be cached, and names no two runs alike', async () => {
    const first = await openWhile(() => push(clip.frames), '?ll=1');
    const edge = sessions.list[0]?.output.window.edge;
    const cache = async (target: string) => (await get(target)).headers['Cache-Control'];
    expect(await cache('/live/cam.m3u8')).toBe('no-store');
    expect(await cache(first)).toBe('public, max-age=1');
    expect(await cache(`${first}&_HLS_msn=${(edge?.sequence ?? 0) - 1}`)).toBe('public, max-age=6');
    const epochOf = (text: string) => /^([0-9a-z]+)-\d+\.m4s/m.exec(text)?.[1];
    const before = epochOf((await get(first)).text);
    for (const { id } of sessions.list) sessions.kick(id);
    await clock.advance(1);
    const second = await openWhile(
      () => push(clip.frames.map((frame) => later(frame, 5))),
      '?ll=1',
    );
    const after = epochOf((await get(second)).text);
    expect(before).toBeDefined();
    expect(after).not.toBe(before);
  });

  it('leaves out of a delta update what the player has', async () => {
    const playlist = await openWhile(() => push(clip.frames), '?ll=1');
    for (const frame of clip.frames) push([later(frame, 5)]);
    const skip = `${playlist}&_HLS_skip=YES`;
    const whole = (await get(playlist)).text.match(/#EXTINF/g)?.length ?? 0;
    const delta = (await get(skip)).text;
    const skipped = Number(/SKIPPED-SEGMENTS=(\d+)/.exec(delta)?.[1]);
    expect([whole, skipped, delta.match(/#EXTINF/g)?.length]).toEqual([9, 3, 6]);
  });

  it('a session is bound to its address and ends when nobody asks any more; then nothing is cut', async () => {
    const playlist = await openWhile(() => push(clip.frames));
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

function later(frame: Frame, seconds: number): Frame {
  const at = (ticks: number) => ticks90k(ticks + seconds * 90_000);
  return frame.kind === 'video'
    ? { ...frame, pts: at(frame.pts), dts: at(frame.dts) }
    : { ...frame, pts: at(frame.pts) };
}
