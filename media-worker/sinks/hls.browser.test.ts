// hls.js in Chromium plays what a worker cuts: with low latency and without.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readEnv } from '../platform/env.ts';
import { workerLogger } from '../platform/logger.ts';
import { clipArguments, runFfmpeg } from '../testkit/clips.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';
import { openWorker, type Worker } from '../worker.ts';

/** Debian's, which has H.264. */
const CHROMIUM = '/usr/bin/chromium';
const HLS_JS = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js');

/** Plays and resolves when so many seconds were shown; what hls.js says of latency, and what it asked for. */
const PLAY = `async ({ url, lowLatencyMode, seconds }) => {
  const video = document.createElement('video');
  video.muted = true;
  document.body.append(video);
  const hls = new Hls({ lowLatencyMode });
  const asked = [];
  const errors = [];
  hls.on(Hls.Events.LEVEL_LOADING, (_, data) => asked.push(data.url + JSON.stringify(data.deliveryDirectives)));
  // The others it mends by itself, such as a request it gave up for a newer one.
  hls.on(Hls.Events.ERROR, (_, data) => data.fatal && errors.push(data.details));
  hls.loadSource(url);
  hls.attachMedia(video);
  await video.play();
  const from = video.currentTime;
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('stuck: ' + errors.join())), 40000);
    video.addEventListener('timeupdate', () => {
      if (video.currentTime < from + seconds) return;
      clearTimeout(late);
      resolve();
    });
  });
  const level = hls.levels[hls.currentLevel]?.details;
  return {
    played: video.currentTime - from,
    latency: hls.latency,
    partTarget: level?.partTarget ?? 0,
    canSkip: level?.canSkipUntil ?? 0,
    asked: asked.length,
    errors,
    width: video.videoWidth,
  };
}`;

type Played = {
  readonly played: number;
  readonly latency: number;
  readonly partTarget: number;
  readonly canSkip: number;
  readonly asked: number;
  readonly errors: readonly string[];
  readonly width: number;
};

let worker: Worker;
let browser: Browser;
let publisher: Disposable;

describe.skipIf(!hasFfmpeg || !existsSync(CHROMIUM))('HLS in a browser', () => {
  beforeAll(async () => {
    const read = readEnv({
      LUKOU_MEDIA_PORT: '0',
      LUKOU_RTMP_PORT: '0',
      LUKOU_RTSP_PORT: '0',
      LUKOU_WEBRTC_PORT: '0',
    });
    if (!read.ok) throw new Error(read.problems.join());
    worker = await openWorker(read.env, workerLogger('silent'));
    publisher = runFfmpeg([
      '-re',
      ...clipArguments({ seconds: 120 }),
      '-f',
      'flv',
      `rtmp://127.0.0.1:${worker.rtmpPort}/live/cam`,
    ]);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    publisher?.[Symbol.dispose]();
    await worker?.[Symbol.asyncDispose]();
  });

  /** Before its list is long, a player is near to live because there is nothing older. */
  async function isLong(): Promise<void> {
    const master = `http://127.0.0.1:${worker.mediaPort}/live/cam.m3u8`;
    await vi.waitFor(
      async () => {
        const variants = (await (await fetch(master)).text()).split('\n');
        const list = new URL(variants.find((line) => line !== '' && line[0] !== '#') ?? '', master);
        const segments = (await (await fetch(list)).text()).match(/#EXTINF/g) ?? [];
        expect(segments.length).toBeGreaterThanOrEqual(4);
      },
      { timeout: 30_000, interval: 500 },
    );
  }

  async function play(lowLatencyMode: boolean): Promise<Played> {
    const page = await browser.newPage();
    const origin = `http://127.0.0.1:${worker.mediaPort}`;
    await page.goto(`${origin}/healthz`);
    await page.addScriptTag({ path: HLS_JS });
    const url = `${origin}/live/cam.m3u8${lowLatencyMode ? '?ll=1' : ''}`;
    const options = JSON.stringify({ url, lowLatencyMode, seconds: 8 });
    const played = await page.evaluate<Played>(`(${PLAY})(${options})`);
    await page.close();
    return played;
  }

  it('plays on, and low latency is nearer to live', { timeout: 120_000 }, async () => {
    await isLong();
    const plain = await play(false);
    const low = await play(true);
    expect(plain).toMatchObject({ width: 320, partTarget: 0, errors: [] });
    expect(low).toMatchObject({ width: 320, partTarget: 0.334, canSkip: 12, errors: [] });
    expect(Math.min(plain.played, low.played)).toBeGreaterThanOrEqual(8);
    expect(low.latency).toBeGreaterThan(0);
    expect(low.latency).toBeLessThan(plain.latency);
  });
});
