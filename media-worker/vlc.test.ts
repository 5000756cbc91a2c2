// VLC plays what a worker gives out, by every way that Debian's VLC knows.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readEnv } from './platform/env.ts';
import { workerLogger } from './platform/logger.ts';
import { clipArguments, runFfmpeg } from './testkit/clips.ts';
import { hasFfmpeg } from './testkit/ffmpeg.ts';
import { hasVlc, vlcPlaying } from './testkit/vlc.ts';
import { openWorker, type Worker } from './worker.ts';

const run = promisify(execFile);
const ENOUGH_PICTURES = 25;

let worker: Worker;
let publisher: Disposable;

describe.skipIf(!hasFfmpeg || !hasVlc)('VLC', () => {
  beforeAll(async () => {
    const names = ['MEDIA', 'RTMP', 'RTSP', 'WEBRTC'];
    const read = readEnv(Object.fromEntries(names.map((name) => [`LUKOU_${name}_PORT`, '0'])));
    if (!read.ok) throw new Error(read.problems.join());
    worker = await openWorker(read.env, workerLogger('silent'));
    publisher = runFfmpeg([
      '-re',
      ...clipArguments({ seconds: 180 }),
      ...['-f', 'flv', `rtmp://127.0.0.1:${worker.rtmpPort}/live/cam`],
    ]);
    await vi.waitFor(
      async () =>
        expect((await fetch(`http://127.0.0.1:${worker.mediaPort}/live/cam.jpg`)).status).toBe(200),
      { timeout: 20_000, interval: 200 },
    );
  }, 30_000);
  afterAll(async () => {
    publisher?.[Symbol.dispose]();
    await worker?.[Symbol.asyncDispose]();
  });

  it.concurrent.for(['flv', 'ts', 'mp4', 'm3u8', 'rtmp'])(
    'plays %s',
    { timeout: 60_000 },
    async (way, { expect }) => {
      const address =
        way === 'rtmp'
          ? `rtmp://127.0.0.1:${worker.rtmpPort}/live/cam`
          : `http://127.0.0.1:${worker.mediaPort}/live/cam.${way}`;
      using vlc = vlcPlaying(address);
      await vi.waitFor(
        async () =>
          expect(await played(vlc.file)).toMatchObject({
            aac: expect.toSatisfy((count: number) => count >= ENOUGH_PICTURES),
            h264: expect.toSatisfy((count: number) => count >= ENOUGH_PICTURES),
          }),
        { timeout: 50_000, interval: 1_000 },
      );
    },
  );
});

/** Decoded pictures and frames of sound, by codec. */
async function played(file: string): Promise<Record<string, number>> {
  const { stdout } = await run('/usr/bin/ffprobe', [
    ...['-v', 'quiet', '-count_frames', '-of', 'json'],
    ...['-show_entries', 'stream=codec_name,nb_read_frames', file],
  ]);
  const { streams } = JSON.parse(stdout) as {
    streams: { codec_name: string; nb_read_frames?: string }[];
  };
  return Object.fromEntries(
    streams.map(({ codec_name, nb_read_frames }) => [codec_name, Number(nb_read_frames ?? 0)]),
  );
}
