/**
 * `npm run bench:glass -- <seconds>`: how old a simulated camera's picture is on the screen, by each way, in real Chromium on
 * the demo site: RTSP from the camera, our worker, the console's own player. The clock burnt into the picture is read.
 */
import { rm } from 'node:fs/promises';
import type { Browser } from '@playwright/test';
import { benchSettings, launchBrowser, quantile } from '../fixtures/bench-site.ts';
import { pictureAges } from '../fixtures/burnt-in-clock.ts';
import {
  launchSite,
  type SiteSettings,
  stopSite,
  untilReady,
  untilScenesDrawn,
} from '../fixtures/site.ts';
import { MapPage } from '../pages/map-page.ts';
import { SignInPage } from '../pages/sign-in-page.ts';

const SECONDS = Number(process.argv[2] ?? 15);
const WAYS = [
  { way: 'whep', name: 'WHEP', targetMs: 250 },
  { way: 'wsFlv', name: 'WS-FLV', targetMs: 800 },
  { way: 'wsFmp4', name: 'WS-fMP4', targetMs: 800 },
  { way: 'hls', name: 'low-latency HLS', targetMs: 2_500 },
] as const;
/** What a player needs to come as near to live as it goes. */
const SETTLED_FRAMES = 150;

async function agesBy(browser: Browser, own: SiteSettings, way: string): Promise<number[]> {
  const page = await browser.newPage({
    baseURL: `http://127.0.0.1:${own.port}`,
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
  });
  await new SignInPage(page).signIn('admin', own.adminPassword);
  await page.evaluate((value) => localStorage.setItem('lukou-way', value), way);
  const map = new MapPage(page);
  await map.open('G40 K');
  const { root } = map.player(map.pins.first());
  await root.and(page.locator(`[data-way="${way}"]`)).waitFor({ timeout: 60_000 });
  await map.player(map.pins.first()).expectFrames(SETTLED_FRAMES, 60_000);
  const ages = await pictureAges(root, SECONDS);
  await page.close();
  return ages;
}

const own = await benchSettings('on');
const site = launchSite(own);
let missed = 0;
try {
  await untilReady(site);
  await untilScenesDrawn(site);
  const browser = await launchBrowser();
  console.log('\nAge of the picture on the screen, Chromium without a GPU');
  for (const { way, name, targetMs } of WAYS) {
    const ages = await agesBy(browser, own, way);
    const p50 = quantile(ages, 0.5);
    const holds = p50 <= targetMs;
    if (!holds) missed += 1;
    console.log(
      `  ${holds ? 'holds ' : 'MISSED'}  ${name}: p50 ${p50.toFixed(0)} ms  p95 ${quantile(ages, 0.95).toFixed(0)} ms  worst ${Math.max(...ages).toFixed(0)} ms  of ${ages.length} (p50 ≤ ${targetMs} ms)`,
    );
  }
  await browser.close();
} finally {
  await stopSite(site);
  await rm(own.data, { recursive: true, force: true });
}
process.exit(missed > 0 ? 1 : 0);
