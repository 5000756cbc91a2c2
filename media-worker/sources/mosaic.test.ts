// Plain colours go through the worker as one mosaic and are read back by ffmpeg.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type StreamState, streamStateSchema } from '../control/contract.ts';
import { readEnv } from '../platform/env.ts';
import { workerLogger } from '../platform/logger.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';
import { openWorker, type Worker } from '../worker.ts';

const run = promisify(execFile);
const children: ChildProcess[] = [];
let worker: Worker;

const COLOURS = { red: [254, 0, 0], lime: [0, 255, 1], blue: [0, 0, 254] } as const;
type Colour = keyof typeof COLOURS;
/** ffmpeg would wait five seconds for a sound that never comes. */
const SHORT_LOOK = ['-analyzeduration', '500000'];
/** Of what H.264 and scaling leave of a plain colour. */
const TOLERANCE = 12;

beforeAll(async () => {
  const read = readEnv({
    LUKOU_MEDIA_PORT: '0',
    LUKOU_RTMP_PORT: '0',
    LUKOU_RTSP_PORT: '0',
    LUKOU_WEBRTC_PORT: '0',
    LUKOU_MAX_MOSAICS: '1',
  });
  if (!read.ok) throw new Error(read.problems.join());
  worker = await openWorker(read.env, workerLogger('silent'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  // One at a time: the next test's mosaic needs the place of this one's.
  await until(async () => {
    const all = z.array(streamStateSchema).parse(await (await fetch(address('/streams'))).json());
    expect(all.filter(({ mosaic }) => mosaic)).toEqual([]);
  });
});
afterAll(() => worker[Symbol.asyncDispose]());

/** A camera that publishes one colour: `640x360`, 15 pictures a second. */
function publish(colour: Colour, size = '640x360'): ChildProcess {
  const input = ['-re', '-f', 'lavfi', '-i', `color=${colour}:size=${size}:rate=15`];
  const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '15', '-pix_fmt', 'yuv420p'];
  const to = `rtmp://127.0.0.1:${worker.rtmpPort}/live/${colour}`;
  const child = spawn('ffmpeg', ['-v', 'error', ...input, ...x264, '-f', 'flv', to], {
    stdio: 'ignore',
  });
  children.push(child);
  return child;
}

function address(path: string): string {
  return `http://127.0.0.1:${worker.mediaPort}${path}`;
}

function put(id: string, source: object): Promise<Response> {
  return fetch(address(`/streams/${id}`), {
    method: 'PUT',
    body: JSON.stringify({ source, stopAfterMs: 0 }),
  });
}

/** Two by two; what is left out is an empty cell. */
async function putFour(id: string, streams: readonly (string | null)[]): Promise<void> {
  const cells = streams.map((streamId, at) => ({
    streamId,
    title: streamId ? `人民路口 ${streamId}` : '',
    place: [at % 2, Math.floor(at / 2), 1, 1],
  }));
  const source = { kind: 'mosaic', columns: 2, rows: 2, cells, timeZone: 'Asia/Shanghai' };
  expect((await put(id, source)).status).toBe(200);
}

async function state(id: string): Promise<StreamState> {
  return streamStateSchema.parse(await (await fetch(address(`/streams/${id}`))).json());
}

const until = <T>(look: () => Promise<T>) => vi.waitFor(look, { timeout: 15_000, interval: 100 });

/** Somebody who watches until disposed. */
function watch(id: string): Disposable {
  const stop = new AbortController();
  const watching = fetch(address(`/live/${id}.flv`), { signal: stop.signal }).then(
    async (response) => {
      for await (const _ of response.body ?? []);
    },
  );
  watching.catch(() => {}); // ended by us
  return { [Symbol.dispose]: () => stop.abort() };
}

/** The colour in the middle of each quarter of the newest picture. */
async function quarters(id: string): Promise<number[][]> {
  const input = ['-v', 'error', ...SHORT_LOOK, '-i', address(`/live/${id}.flv`), '-frames:v', '1'];
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const options = { maxBuffer: 8 << 20, encoding: 'buffer' } as const;
  const { stdout } = await run('ffmpeg', [...input, ...raw], options);
  expect(stdout.length).toBe(1280 * 720 * 3);
  return [
    [320, 180],
    [960, 180],
    [320, 540],
    [960, 540],
  ].map(([x = 0, y = 0]) => [...stdout.subarray((y * 1280 + x) * 3, (y * 1280 + x) * 3 + 3)]);
}

/** What viewers join with is up to two seconds old. */
async function untilSeen(id: string, colours: readonly (Colour | null)[]): Promise<void> {
  await until(async () => {
    const seen = await quarters(id);
    expect(seen.map(nameOf)).toEqual([...colours, ...Array(4 - colours.length).fill(null)]);
  });
}

function nameOf(pixel: readonly number[]): string | null {
  return Object.keys(COLOURS).find((colour) => isColour(pixel, colour as Colour)) ?? null;
}

function isColour(pixel: readonly number[] | undefined, colour: Colour): boolean {
  return COLOURS[colour].every((value, at) => Math.abs(value - (pixel?.[at] ?? -99)) < TOLERANCE);
}

describe.skipIf(!hasFfmpeg)('mosaic', () => {
  it('shows each stream in its cell, of any size, over FLV and RTSP', async () => {
    publish('red');
    publish('lime', '320x240');
    publish('blue', '1920x1080');
    await putFour('four', ['red', 'lime', 'blue', null]);
    using _watching = watch('four');
    await until(async () => {
      const { mosaic } = await state('four');
      expect(mosaic?.cells.map(({ code }) => code)).toEqual([null, null, null, null]);
      expect(mosaic?.picturesPerSecond).toBeGreaterThan(30);
    });
    await untilSeen('four', ['red', 'lime', 'blue']);
    const rtsp = `rtsp://127.0.0.1:${worker.rtspPort}/live/four`;
    for (const from of [[address('/live/four.flv')], ['-rtsp_transport', 'tcp', rtsp]]) {
      const entries = 'stream=codec_name,width,height,nb_read_frames';
      const wanted = ['-select_streams', 'v', '-show_entries', entries, '-of', 'csv=p=0'];
      const counted = [
        '-v',
        'error',
        ...SHORT_LOOK,
        '-count_frames',
        '-read_intervals',
        '%+#30',
        ...wanted,
      ];
      const { stdout } = await run('ffprobe', [...counted, ...from]);
      expect(stdout.trim().replace(/,$/, '')).toBe('h264,1280,720,30');
    }
    const { tracks, gop, sourceKind } = await state('four');
    expect({ sourceKind, tracks: tracks.length }).toEqual({ sourceKind: 'mosaic', tracks: 1 });
    expect(gop?.seconds).toBeLessThanOrEqual(2);
  }, 40_000);

  it('says why a cell has no picture, goes on with the others, and shows it when it is back', async () => {
    const lime = publish('lime');
    publish('red');
    await putFour('mend', ['red', 'lime', 'nobody']);
    using _watching = watch('mend');
    const codes = async () => (await state('mend')).mosaic?.cells.map(({ code }) => code);
    await until(async () => expect(await codes()).toEqual([null, null, 'stream.unknown']));
    lime.kill('SIGKILL');
    await until(async () =>
      expect(await codes()).toEqual([null, 'publish.ended', 'stream.unknown']),
    );
    await untilSeen('mend', ['red', null]);
    publish('lime');
    await untilSeen('mend', ['red', 'lime']);
  }, 60_000);

  it('runs while somebody watches, and holds its streams as long', async () => {
    publish('blue');
    await putFour('brief', ['blue']);
    const held = async () => (await state('blue')).holders.map(({ name }) => name);
    await until(async () => expect((await state('blue')).state).toBe('live'));
    expect([(await state('brief')).state, await held()]).toEqual(['idle', []]);
    const watching = watch('brief');
    await until(async () => expect((await state('brief')).state).toBe('live'));
    expect(await held()).toEqual(['mosaic']);
    watching[Symbol.dispose]();
    await until(async () => expect((await state('brief')).state).toBe('idle'));
    expect([await held(), (await state('brief')).mosaic]).toEqual([[], null]);
  }, 40_000);

  it('refuses one more than it makes, mosaics of mosaics, and bad layouts', async () => {
    await putFour('first', [null]);
    await putFour('second', ['first']);
    const watching = watch('first');
    await until(async () => expect((await state('first')).state).toBe('live'));
    const refused = await fetch(address('/live/second.flv'));
    expect([refused.status, await refused.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'mosaic.no-capacity' }),
    ]);
    watching[Symbol.dispose]();
    await until(async () => expect((await state('first')).state).toBe('idle'));
    using _watching = watch('second');
    await until(async () =>
      expect((await state('second')).mosaic?.cells[0]?.code).toBe('mosaic.nested'),
    );
    const place = [0, 0, 2, 2];
    const bad = { kind: 'mosaic', columns: 1, rows: 1, cells: [{ streamId: 'red', place }] };
    const answer = await put('bad', bad);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { code: 'request.bad-body', message: expect.stringContaining('mosaic.bad-layout') },
    ]);
    expect((await fetch(address('/streams/bad'))).status).toBe(404);
  }, 40_000);
});
