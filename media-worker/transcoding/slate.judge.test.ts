// A publisher is killed and comes back while viewers stay; ffmpeg reads what they got.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { streamStateSchema } from '../control/contract.ts';
import { readEnv } from '../platform/env.ts';
import { workerLogger } from '../platform/logger.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';
import { openWorker, type Worker } from '../worker.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'lukou-slate-'));
const children: ChildProcess[] = [];
let worker: Worker;

beforeAll(async () => {
  const read = readEnv({
    LUKOU_MEDIA_PORT: '0',
    LUKOU_RTMP_PORT: '0',
    LUKOU_RTSP_PORT: '0',
    LUKOU_WEBRTC_PORT: '0',
  });
  if (!read.ok) throw new Error(read.problems.join());
  worker = await openWorker(read.env, workerLogger('silent'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await worker[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function ffmpeg(...args: readonly string[]): ChildProcess {
  const child = spawn('ffmpeg', ['-v', 'error', ...args], { stdio: 'ignore' });
  children.push(child);
  return child;
}

function publish(id: string): ChildProcess {
  const picture = 'testsrc2=size=1280x720:rate=25';
  const input = ['-re', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=440:r=48000'];
  const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-pix_fmt', 'yuv420p'];
  const to = `rtmp://127.0.0.1:${worker.rtmpPort}/live/${id}`;
  return ffmpeg(...input, ...x264, '-c:a', 'aac', '-f', 'flv', to);
}

/** Over RTSP: ffmpeg's FLV has no H.265. */
function publishH265(id: string): ChildProcess {
  const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=960x540:rate=15'];
  const x265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
  const gop = ['-x265-params', 'log-level=none:keyint=15:bframes=0'];
  const to = `rtsp://127.0.0.1:${worker.rtspPort}/live/${id}`;
  return ffmpeg(...input, ...x265, ...gop, '-f', 'rtsp', '-rtsp_transport', 'tcp', to);
}

function address(path: string): string {
  return `http://127.0.0.1:${worker.mediaPort}${path}`;
}

async function putStream(id: string): Promise<void> {
  const spec = { source: { kind: 'publish' }, slate: true, title: '人民路口' };
  const answer = await fetch(address(`/streams/${id}`), {
    method: 'PUT',
    body: JSON.stringify(spec),
  });
  expect(answer.status).toBe(200);
}

/** As soon as what viewers of the slate get is of that width. */
function untilSeen(id: string, width: number, codec = 'h264'): Promise<void> {
  return vi.waitFor(
    async () => {
      const answer = await fetch(address(`/streams/${id}`));
      const { derived } = streamStateSchema.parse(await answer.json());
      const seen = derived.find(({ name }) => name.endsWith('slate'));
      expect(seen?.tracks).toContainEqual(expect.objectContaining({ width, codec }));
    },
    { timeout: 15_000, interval: 50 },
  );
}

const PATIENT = { timeout: 20_000, interval: 200 };

/** Keeps what a viewer is sent until disposed. */
async function recording(path: string, file: string): Promise<AsyncDisposable> {
  const stop = new AbortController();
  const out = await open(file, 'w');
  const response = await fetch(address(path), { signal: stop.signal });
  const copy = (async () => {
    for await (const bytes of response.body ?? []) await out.write(bytes);
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await copy.catch(() => {}); // ended by us
      await out.close();
    },
  };
}

async function decodeTimes(file: string, kind: 'v' | 'a'): Promise<number[]> {
  const args = ['-v', 'error', '-select_streams', kind, '-show_entries', 'packet=dts_time'];
  const { stdout } = await run('ffprobe', [...args, '-of', 'csv=p=0', file], {
    maxBuffer: 64 << 20,
  });
  return stdout.split(/[\s,]+/).flatMap((text) => (text === '' ? [] : [Number(text)]));
}

/** The sizes of the decoded pictures in their order; broken ones fail. */
async function sizesSeen(file: string): Promise<string[]> {
  const args = ['-xerror', '-err_detect', 'explode', '-i', file, '-an', '-vf', 'showinfo'];
  const { stderr } = await run('ffmpeg', [...args, '-f', 'null', '-'], { maxBuffer: 64 << 20 });
  const sizes = [...stderr.matchAll(/ s:(\d+x\d+) /g)].map(([, size = '']) => size);
  return sizes.filter((size, at) => size !== sizes[at - 1]);
}

function largestStep(times: readonly number[]): number {
  return Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? 0)));
}
function smallestStep(times: readonly number[]): number {
  return Math.min(...times.slice(1).map((time, at) => time - (times[at] ?? 0)));
}

describe.skipIf(!hasFfmpeg)('slate', () => {
  it.each([
    ['HTTP-FLV', '.flv'],
    ['HTTP-TS', '.ts'],
  ])(
    'keeps a viewer over %s from a killed publisher to the next one',
    async (_name, extension) => {
      const id = `cut-${extension.slice(1)}`;
      const file = join(folder, `${id}${extension}`);
      await putStream(id);
      const first = publish(id);
      {
        await using _viewer = await recording(`/live/${id}${extension}`, file);
        await untilSeen(id, 1280);
        first.kill('SIGKILL');
        await untilSeen(id, 640);
        const second = publish(id);
        await untilSeen(id, 1280);
        second.kill('SIGKILL');
        await untilSeen(id, 640);
      }
      expect(await sizesSeen(file)).toEqual(['1280x720', '640x360', '1280x720', '640x360']);
      const pictures = await decodeTimes(file, 'v');
      const sound = await decodeTimes(file, 'a');
      expect(smallestStep(pictures)).toBeGreaterThan(0);
      expect(smallestStep(sound)).toBeGreaterThan(0);
      expect(largestStep(pictures)).toBeLessThan(1.5);
      expect(largestStep(sound)).toBeLessThan(1.5);
    },
    60_000,
  );

  it.each([
    ['HTTP-TS', (id: string) => address(`/live/${id}.ts`)],
    ['RTSP over UDP', (id: string) => `rtsp://127.0.0.1:${worker.rtspPort}/live/${id}`],
  ])(
    'of an H.265 stream is H.265, and keeps a viewer over %s',
    async (name, addressOf) => {
      const id = `h265-${name.replaceAll(' ', '-')}`;
      const file = join(folder, `${id}.ts`);
      await putStream(id);
      const first = publishH265(id);
      const viewer = ffmpeg('-i', addressOf(id), '-c', 'copy', '-flush_packets', '1', file);
      await untilSeen(id, 960, 'h265');
      await vi.waitFor(async () => expect((await stat(file)).size).toBeGreaterThan(0), PATIENT);
      first.kill('SIGKILL');
      await untilSeen(id, 640, 'h265');
      const second = publishH265(id);
      await untilSeen(id, 960, 'h265');
      const wanted = ['960x540', '640x360', '960x540'];
      await vi.waitFor(
        async () => expect((await sizesSeen(file)).slice(0, 3)).toEqual(wanted),
        PATIENT,
      );
      second.kill('SIGKILL');
      viewer.kill('SIGINT'); // writes its file to the end
      await once(viewer, 'exit');

      expect(smallestStep(await decodeTimes(file, 'v'))).toBeGreaterThan(0);
    },
    60_000,
  );

  it('goes on in HLS with a discontinuity', async () => {
    await putStream('hls');
    const first = publish('hls');
    const master = await (await fetch(address('/live/hls.m3u8'))).text();
    const [playlist = ''] = master.trim().split('\n').slice(-1);
    await untilSeen('hls', 1280);
    first.kill('SIGKILL');
    const text = await vi.waitFor(
      async () => {
        const list = await (await fetch(address(`/live/${playlist}`))).text();
        expect(list).toMatch(/#EXT-X-DISCONTINUITY\n(#EXT-X-(?!DISC).*\n)*#EXTINF/);
        return list;
      },
      { timeout: 15_000, interval: 200 },
    );
    expect(text.match(/#EXT-X-MAP/g)).toHaveLength(2);
  }, 40_000);
});
