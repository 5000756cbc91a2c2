import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../platform/clock.ts';
import { checkSource } from '../sources/probe.ts';
import { rtspPuller } from '../sources/rtsp-pull.ts';
import { RecordingOutput } from '../sources/testdata/recording-output.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const ACCOUNT = { username: 'viewer', password: 'a secret' };
const OPTIONS = { clock: systemClock, networks: ['127.0.0.0/8'] };
const listeningSchema = z.object({ port: z.number(), controlPort: z.number() });

async function start(data: string, env: Record<string, string> = {}) {
  const child = fork(MAIN, {
    env: {
      ...process.env,
      LUKOU_DATA: data,
      LUKOU_SIMULATOR_PORT: '0',
      LUKOU_SIMULATOR_CONTROL_PORT: '0',
      LUKOU_SIMULATOR_PREPARE: 'off',
      LUKOU_LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = await once(child, 'message');
  return { child, ...listeningSchema.parse(message) };
}

/** Resolves with the exit code and how long it took. */
async function ended(child: ChildProcess): Promise<{ code: number | null; ms: number }> {
  const from = performance.now();
  if (child.exitCode === null) await once(child, 'exit');
  return { code: child.exitCode, ms: performance.now() - from };
}

let data = '';
let open: Awaited<ReturnType<typeof start>>;
let guarded: Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'lukou-simulator-'));
  open = await start(data);
  guarded = await start(data, {
    LUKOU_SIMULATOR_USER: ACCOUNT.username,
    LUKOU_SIMULATOR_PASSWORD: ACCOUNT.password,
  });
}, 60_000);

afterAll(async () => {
  for (const one of [open, guarded]) one?.child.kill('SIGKILL');
  await rm(data, { recursive: true, force: true });
});

describe.skipIf(!hasFfmpeg)('read by ffmpeg (skipped without it)', { timeout: 90_000 }, () => {
  it.each(['tcp', 'udp'])('over %s: every picture, no errors', async (transport) => {
    const url = `rtsp://127.0.0.1:${open.port}/G40-1/sub?scene=plain-day&label=G40%20K612`;
    const video = ['-map', '0:v', '-frames:v', '60', '-c', 'copy'];
    const output = join(data, `${transport}.mkv`);
    await run('ffmpeg', [
      '-v',
      'error',
      '-rtsp_transport',
      transport,
      '-i',
      url,
      ...video,
      '-y',
      output,
    ]);
    const decoded = await run('ffmpeg', [
      '-v',
      'error',
      '-xerror',
      '-i',
      output,
      '-f',
      'null',
      '-',
    ]);
    expect(decoded.stderr).toBe('');
    const entries = 'stream=codec_name,width,height,nb_read_packets:packet=pts_time';
    const { stdout } = await run('ffprobe', [
      '-v',
      'error',
      '-count_packets',
      '-show_entries',
      entries,
      '-of',
      'json',
      output,
    ]);
    const probed = z
      .object({
        streams: z.tuple([
          z.object({
            codec_name: z.string(),
            width: z.number(),
            height: z.number(),
            nb_read_packets: z.string(),
          }),
        ]),
        packets: z.array(z.object({ pts_time: z.coerce.number() })),
      })
      .parse(JSON.parse(stdout));
    expect(probed.streams[0]).toEqual({
      codec_name: 'h264',
      width: 640,
      height: 360,
      nb_read_packets: '60',
    });
    // FFmpeg leaves the first picture of an RTSP stream without a time and guesses it afterwards.
    const times = probed.packets.slice(1).map((one) => one.pts_time);
    const steps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    expect(steps.every((step) => Math.abs(step - 1 / 15) < 0.002)).toBe(true);
  });
});

describe('read by our own puller', { timeout: 60_000 }, () => {
  async function watch(
    path: string,
    enough: (output: RecordingOutput) => boolean,
    transport: 'tcp' | 'udp' = 'tcp',
  ) {
    const output = new RecordingOutput();
    const stop = new AbortController();
    const source = {
      kind: 'rtsp',
      url: `rtsp://127.0.0.1:${guarded.port}/${path}`,
      transport,
      ...ACCOUNT,
    };
    const running = rtspPuller(source, OPTIONS).runOnce(output, stop.signal);
    await Promise.race([running, output.until(() => enough(output))]);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    return output;
  }

  it.each(['tcp', 'udp'] as const)(
    'begins with a key frame at once, over %s',
    async (transport) => {
      const startedAt = Date.now();
      const output = await watch(
        'A/sub?scene=plain-day',
        (one) => one.summary.replace(/[AT]/g, '').length > 40,
        transport,
      );
      expect(output.summary).toMatch(/^TA*KA?/);
      expect(output.lostPackets).toBe(0);
      const [camera] = output.cameraTimes;
      expect(Math.abs((camera?.utcMs ?? 0) - startedAt)).toBeLessThan(4000);
    },
  );

  it('digest is asked for and checked', async () => {
    const source = {
      kind: 'rtsp',
      url: `rtsp://127.0.0.1:${guarded.port}/A/sub`,
      transport: 'tcp',
    } as const;
    const signal = new AbortController().signal;
    await expect(checkSource({ ...source, ...ACCOUNT }, OPTIONS, signal)).resolves.toMatchObject({
      ok: true,
    });
    const wrong = checkSource({ ...source, username: 'viewer', password: 'x' }, OPTIONS, signal);
    await expect(wrong).resolves.toMatchObject({
      ok: false,
      failure: { code: 'rtsp.unauthorized' },
    });
  });

  it('a fault set by control takes hold while it plays', async () => {
    const set = (fault: string) =>
      fetch(`http://127.0.0.1:${guarded.controlPort}/cameras/B/fault`, {
        method: 'PUT',
        body: JSON.stringify({ fault }),
      });
    const output = await watch('B/sub?scene=plain-day', (one) => {
      if (one.events.length === 5) void set('packet-loss');
      return one.lostPackets > 0;
    });
    expect(output.lostPackets).toBeGreaterThan(0);
    await set('offline');
    const source = {
      kind: 'rtsp',
      url: `rtsp://127.0.0.1:${guarded.port}/B/sub`,
      transport: 'tcp',
      ...ACCOUNT,
    } as const;
    const check = checkSource(source, OPTIONS, new AbortController().signal);
    await expect(check).resolves.toMatchObject({ ok: false, failure: { code: 'rtsp.not-found' } });
  });

  it.each(['nothing/else', 'A/other', 'A/sub?scene=no-such', 'A/sub?fault=no-such', ''])(
    'there is no camera at %j',
    async (path) => {
      const source = {
        kind: 'rtsp',
        url: `rtsp://127.0.0.1:${open.port}/${path}`,
        transport: 'tcp',
      } as const;
      const check = checkSource(source, OPTIONS, new AbortController().signal);
      await expect(check).resolves.toMatchObject({
        ok: false,
        failure: { code: 'rtsp.not-found' },
      });
    },
  );
});

describe('ends', { timeout: 30_000 }, () => {
  it('soon after SIGTERM, with a session running', async () => {
    const one = await start(data);
    const output = new RecordingOutput();
    const source = {
      kind: 'rtsp',
      url: `rtsp://127.0.0.1:${one.port}/A/sub?scene=plain-day`,
      transport: 'tcp',
    } as const;
    const running = rtspPuller(source, OPTIONS).runOnce(output, new AbortController().signal);
    const outcome = running.then(
      () => 'ended',
      () => 'broken',
    );
    await output.until(() => output.events.length > 3);
    one.child.kill('SIGTERM');
    const { code, ms } = await ended(one.child);
    expect([code, await outcome]).toEqual([0, 'ended']);
    expect(ms).toBeLessThan(5000);
  });

  it('when its parent is gone', async () => {
    const one = await start(data);
    one.child.disconnect();
    const { code, ms } = await ended(one.child);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(5000);
  });
});
