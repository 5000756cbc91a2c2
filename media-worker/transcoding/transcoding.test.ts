// Streams that ffmpeg made go through the worker and are read back by ffmpeg.
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTRPCClient, httpLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StreamState } from '../control/contract.ts';
import type { WorkerRouter } from '../control/router.ts';
import { signTicket } from '../control/ticket.ts';
import { readEnv } from '../platform/env.ts';
import { workerLogger } from '../platform/logger.ts';
import { parseRtp } from '../protocols/rtp/packet.ts';
import { connectTestClient, testOffer } from '../protocols/webrtc/testing.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';
import { BEEP, decodeFlashes, flashSource } from '../testkit/flash.ts';
import { openWorker, type Worker } from '../worker.ts';

const SECRET = 'a secret of the cluster';
const run = promisify(execFile);
const data = mkdtempSync(join(tmpdir(), 'lukou-transcode-'));
const media = join(data, 'media');
let worker: Worker;

/** Four seconds over and over, so that no test meets the file's end. */
function make(name: string, video: readonly string[], audio: readonly string[] | null): void {
  const sound = audio ? ['-f', 'lavfi', '-i', BEEP] : [];
  const size = ['-t', '4', '-pix_fmt', 'yuv420p', '-g', '25'];
  const quiet = ['-v', 'error', '-y'];
  const once = join(data, name);
  const args = [
    ...quiet,
    '-f',
    'lavfi',
    '-i',
    flashSource('1280x720'),
    ...sound,
    ...size,
    ...video,
    ...(audio ?? []),
  ];
  execFileSync('ffmpeg', [...args, once]);
  execFileSync('ffmpeg', [
    ...quiet,
    '-stream_loop',
    '40',
    '-i',
    once,
    '-c',
    'copy',
    join(media, name),
  ]);
}

const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];
const B_FRAMES = [...X264, '-bf', '2', '-b_strategy', '0'];
const X265 = [
  '-c:v',
  'libx265',
  '-preset',
  'ultrafast',
  '-tag:v',
  'hvc1',
  '-x265-params',
  'log-level=error',
];
const ALAW = ['-c:a', 'pcm_alaw', '-ar', '8000', '-ac', '1'];

beforeAll(async () => {
  if (!hasFfmpeg) return;
  mkdirSync(media);
  make('h264-alaw.flv', X264, ALAW);
  make('h265.mp4', X265, ['-c:a', 'aac', '-ar', '48000']);
  make('silent.flv', X264, null);
  make('b-frames.mp4', B_FRAMES, ['-c:a', 'aac', '-ar', '48000']);
  const read = readEnv({
    LUKOU_MEDIA_PORT: '0',
    LUKOU_RTMP_PORT: '0',
    LUKOU_RTSP_PORT: '0',
    LUKOU_WEBRTC_PORT: '0',
    LUKOU_CLUSTER_SECRET: SECRET,
    LUKOU_DATA: data,
    LUKOU_MAX_TRANSCODES: '2',
  });
  if (!read.ok) throw new Error(read.problems.join());
  worker = await openWorker(read.env, workerLogger('silent'));
  const files = {
    g711: 'h264-alaw.flv',
    hevc: 'h265.mp4',
    mute: 'silent.flv',
    third: 'h264-alaw.flv',
    crowd: 'h265.mp4',
    reordered: 'b-frames.mp4',
  };
  const streams = Object.entries(files).map(([id, path]) => ({
    id,
    source: { kind: 'file', path } as const,
    keepWarm: true,
  }));
  await control().streams.put.mutate({ streams });
  for (const { id } of streams) await state(id, (one) => one.state === 'live' && one.gopFrames > 5);
}, 60_000);
afterAll(async () => {
  await worker?.[Symbol.asyncDispose]();
  rmSync(data, { recursive: true });
});

function control() {
  const url = `http://127.0.0.1:${worker.controlPort}`;
  const headers = { authorization: `Bearer ${SECRET}` };
  return createTRPCClient<WorkerRouter>({ links: [httpLink({ url, headers })] });
}

function query(id: string, wanted: string): string {
  const ticket = signTicket(
    { streamId: id, userId: 'u', expiresAtMs: Date.now() + 60_000 },
    SECRET,
  );
  return `?ticket=${ticket}&${wanted}`;
}

function url(id: string, extension: string, wanted = ''): string {
  return `http://127.0.0.1:${worker.mediaPort}/live/${id}${extension}${query(id, wanted)}`;
}

type Packet = { codec_type: string; pts_time: string; dts_time: string };
type Read = {
  streams: {
    codec_type: string;
    codec_name: string;
    width?: number;
    height?: number;
    sample_rate?: string;
    nb_read_frames: string;
  }[];
  packets: Packet[];
};

/** What ffprobe sees of a few seconds, recorded by ffmpeg without changing it. */
async function recorded(from: string, seconds: number, input: readonly string[] = []) {
  const file = join(data, `${Math.random()}.mkv`);
  await run('ffmpeg', [
    '-v',
    'error',
    ...input,
    '-i',
    from,
    '-t',
    `${seconds}`,
    '-c',
    'copy',
    file,
  ]);
  const probe = await run(
    'ffprobe',
    ['-v', 'error', '-count_frames', '-show_streams', '-show_packets', '-of', 'json', file],
    { maxBuffer: 64 << 20 },
  );
  const read: Read = JSON.parse(probe.stdout);
  const codecs = read.streams.map((one) =>
    one.codec_type === 'video'
      ? `${one.codec_name} ${one.width}x${one.height}`
      : `${one.codec_name} ${one.sample_rate}`,
  );
  const dts = (kind: string) =>
    read.packets.filter((one) => one.codec_type === kind).map((one) => Number(one.dts_time));
  const grows = (values: number[]) =>
    values.every((value, at) => at === 0 || value > (values[at - 1] ?? 0));
  const video = dts('video');
  // AAC that goes through as it is overlaps where ffmpeg joined the file.
  const joined = codecs.includes('aac 48000');
  const frames = Number(read.streams.find((one) => one.codec_type === 'video')?.nb_read_frames);
  return { codecs, frames, video, dtsGrow: grows(video) && (joined || grows(dts('audio'))), file };
}

async function flashToBeep(file: string): Promise<number> {
  return (await decodeFlashes(file)).flashToBeep;
}

/** The stream's state as soon as it is so. */
function state(id: string, isSo: (state: StreamState) => boolean): Promise<StreamState> {
  return vi.waitFor(
    async () => {
      const found = await control().streams.get.query({ id });
      if (!isSo(found)) throw new Error(`not so: ${JSON.stringify(found)}`);
      return found;
    },
    { timeout: 15_000, interval: 50 },
  );
}

/** A WebRTC viewer, and the times of the pictures it gets, in order of their packets. */
async function watchWhep(id: string) {
  const response = await fetch(url(id, '/whep'), {
    method: 'POST',
    headers: { 'content-type': 'application/sdp' },
    body: testOffer(),
  });
  if (response.status !== 201) throw new Error(await response.text());
  const session = new URL(response.headers.get('location') ?? '', response.url);
  const client = await connectTestClient(await response.text());
  const times: number[] = [];
  client.onRtp = (bytes) => {
    const packet = parseRtp(bytes);
    if (packet?.payloadType === 102 && packet.marker) times.push(packet.timestamp);
  };
  const leave = async () => {
    expect((await fetch(session, { method: 'DELETE' })).ok).toBe(true);
    await client[Symbol.asyncDispose]();
  };
  return { times, leave };
}

/** Reads and forgets until ended. */
function watch(from: string): AsyncDisposable & { readonly status: Promise<number> } {
  const stop = new AbortController();
  const response = fetch(from, { signal: stop.signal });
  const status = response.then((one) => one.status);
  const read = response.then(async ({ body }) => {
    for await (const _bytes of body ?? []);
  });
  return {
    status,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.allSettled([status, read]); // ended by us
    },
  };
}

describe.skipIf(!hasFfmpeg)('read by ffmpeg (skipped without it)', { timeout: 60_000 }, () => {
  it('refuses what the worker has no room for, and has it again later', async () => {
    const first = watch(url('crowd', '.flv', 'size=360'));
    const second = watch(url('g711', '.flv', 'size=360'));
    expect([await first.status, await second.status]).toEqual([200, 200]);
    const refused = await fetch(url('third', '.flv', 'size=360'));
    expect([refused.status, await refused.json()]).toMatchObject([
      503,
      { code: 'transcode.no-capacity' },
    ]);
    await second[Symbol.asyncDispose]();
    await state('g711', ({ derived }) => derived.length === 0);
    const third = watch(url('third', '.flv', 'size=360'));
    expect(await third.status).toBe(200);
    for (const viewer of [first, third]) await viewer[Symbol.asyncDispose]();
    for (const id of ['crowd', 'third']) await state(id, ({ derived }) => derived.length === 0);
  });

  it.each([
    ['G.711 in fragmented MP4 becomes AAC', 'g711', '.mp4', '', ['h264 1280x720', 'aac 16000']],
    ['G.711 in FLV stays', 'g711', '.flv', '', ['h264 1280x720', 'pcm_alaw 8000']],
    ['and becomes AAC when asked', 'g711', '.flv', 'audio=aac', ['h264 1280x720', 'aac 16000']],
    ['H.265 becomes H.264', 'hevc', '.ts', 'video=h264', ['h264 1280x720', 'aac 48000']],
    ['H.265 becomes small', 'hevc', '.mp4', 'size=360', ['h264 640x360', 'aac 48000']],
  ] as const)('%s', async (_name, id, extension, wanted, codecs) => {
    const read = await recorded(url(id, extension, wanted), 6);
    expect(read.codecs.toSorted()).toEqual(codecs.toSorted());
    expect(read.dtsGrow).toBe(true);
    expect(read.frames).toBe(read.video.length);
    // Six seconds of 25 pictures, none left out.
    expect(read.frames).toBeGreaterThanOrEqual(140);
    expect(Math.abs(await flashToBeep(read.file))).toBeLessThan(0.04);
  });

  it.each([
    ['HLS in fragmented MP4', 'g711', '.m3u8', '', ['aac 16000', 'h264 1280x720']],
    ['HLS of H.265, small', 'hevc', '.m3u8', 'size=360', ['aac 48000', 'h264 640x360']],
    ['never larger', 'g711', '.flv', 'size=1080&audio=none', ['h264 1280x720']],
    ['without sound', 'g711', '.ts', 'audio=none', ['h264 1280x720']],
    [
      'silence where there is no sound',
      'mute',
      '.flv',
      'audio=silent',
      ['aac 16000', 'h264 1280x720'],
    ],
  ] as const)('%s', async (_name, id, extension, wanted, codecs) => {
    const read = await recorded(url(id, extension, wanted), 3);
    expect(read.codecs.toSorted()).toEqual(codecs);
    expect(read.dtsGrow).toBe(true);
  });

  it('RTSP of H.265 as H.264', async () => {
    const from = `rtsp://127.0.0.1:${worker.rtspPort}/live/hevc${query('hevc', 'size=360')}`;
    const read = await recorded(from, 3, ['-rtsp_transport', 'tcp']);
    expect(read.codecs.toSorted()).toEqual(['aac 48000', 'h264 640x360']);
  });

  it('RTSP of G.711 as Opus, beside its picture', async () => {
    const from = `rtsp://127.0.0.1:${worker.rtspPort}/live/g711${query('g711', 'audio=opus')}`;
    const read = await recorded(from, 5, ['-rtsp_transport', 'tcp']);
    expect(read.codecs.toSorted()).toEqual(['h264 1280x720', 'opus 48000']);
    expect(Math.abs(await flashToBeep(read.file))).toBeLessThan(0.04);
  });

  it('WHEP of a stream with B-frames, made without them once for all', async () => {
    const viewers = [await watchWhep('reordered'), await watchWhep('reordered')];
    const { derived } = await state('reordered', (one) => one.viewers === 2);
    expect(derived.map(({ name }) => name).toSorted()).toEqual([
      'h264-in-order',
      'h264-in-order~opus',
    ]);
    for (const { times } of viewers)
      await vi.waitFor(() => expect(times.length).toBeGreaterThan(75), { timeout: 15_000 });
    for (const { times } of viewers) expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const { leave } of viewers) await leave();
    await state('reordered', (one) => one.derived.length === 0);
  });

  it('ten viewers cost one transcoder, and it stops with the last', async () => {
    const viewers = Array.from({ length: 10 }, () => watch(url('crowd', '.flv', 'size=360')));
    const busy = await state('crowd', ({ derived }) => derived[0]?.holders.length === 10);
    expect(busy.derived).toMatchObject([{ name: 'h264-360' }]);
    expect(busy.holders.filter(({ name }) => name === 'transcode')).toHaveLength(1);
    expect(busy.viewers).toBe(10);
    for (const viewer of viewers) await viewer[Symbol.asyncDispose]();
    const idle = await state('crowd', ({ derived }) => derived.length === 0);
    expect(idle.holders.map(({ name }) => name)).toEqual(['keep-warm']);
  });

  it.each(['video=h265', 'size=4000', 'audio=mp3', 'audio=opus'])('refuses %s', async (wanted) => {
    const refused = await fetch(url('g711', '.flv', wanted));
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { code: 'request.bad-parameter' },
    ]);
  });

  it('nobody puts or publishes a derived stream', async () => {
    const source = { kind: 'file', path: 'h265.mp4' } as const;
    const put = control().streams.put.mutate({ streams: [{ id: 'hevc~h264', source }] });
    await expect(put).rejects.toThrow();
    const played = await fetch(url('hevc~h264', '.flv'));
    expect(played.status).toBe(404);
  });
});
