/** PTZ on the wire of a simulated ONVIF camera: from key to command in real Chromium, and 200 ways to let go. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { benchSettings, launchBrowser, quantile } from '../fixtures/bench-site.ts';
import { freePorts } from '../fixtures/ports.ts';
import { SimulatedDome } from '../fixtures/simulated-dome.ts';
import { launchSite, stopSite, untilReady, untilScenesDrawn } from '../fixtures/site.ts';
import type { Site } from '../fixtures/test.ts';
import { addDome, DOME_NAME } from '../pages/add-dome.ts';
import { SignInPage } from '../pages/sign-in-page.ts';
import { WallPage } from '../pages/wall-page.ts';

const PRESSES = Number(process.argv[2] ?? 100);
const STOPS = Number(process.argv[3] ?? 200);
const PRESS_TARGET_MS = 50;
const STOP_TARGET_MS = 700;
const BEAT_MS = 200;
const DRAWN_WITHIN_MS = 120_000;
const WAYS = ['killed', 'silent', 'released'] as const;

async function openSite() {
  const [onvifPort = 0, simulatorControlPort = 0] = await freePorts(2);
  const settings = { ...(await benchSettings('on')), onvifPort, simulatorControlPort };
  const running = launchSite(settings);
  await untilReady(running);
  await untilScenesDrawn(running);
  return { running, site: { ...settings, pid: 0, url: `http://127.0.0.1:${settings.port}` } };
}

const SIMULATOR = join(import.meta.dirname, '../../media-worker/simulator/main.ts');

/**
 * The dome in a process of its own: the site's simulated cameras share one, which stands still for up to
 * half a second while hundreds of them are looked at. No real device does.
 */
async function startDevice() {
  const data = await mkdtemp(join(tmpdir(), 'lukou-bench-dome-'));
  const child = fork(SIMULATOR, {
    env: {
      ...process.env,
      LUKOU_DATA: data,
      LUKOU_SIMULATOR_PORT: '0',
      LUKOU_SIMULATOR_ONVIF_PORT: '0',
      LUKOU_SIMULATOR_CONTROL_PORT: '0',
      LUKOU_SIMULATOR_PREPARE: 'off',
      LUKOU_LOG_LEVEL: 'error',
    },
  });
  const [listening] = await once(child, 'message');
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  const { onvifPort, controlPort } = listening as { onvifPort: number; controlPort: number };
  return { ports: { onvifPort, simulatorControlPort: controlPort }, stop };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** When the first command of that kind after `since` reached the device. */
async function arrival(dome: SimulatedDome, operation: string, since: number): Promise<number> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    const { commands } = await dome.state();
    const found = commands.find((one) => one.operation === operation && one.at >= since);
    if (found) return found.at;
    await pause(20);
  }
  throw new Error(`${operation} did not arrive`);
}

async function keyToWire(page: Page, dome: SimulatedDome) {
  const pressed: number[] = [];
  const released: number[] = [];
  for (let at = 0; at < PRESSES; at++) {
    await dome.forget();
    const down = Date.now();
    await page.keyboard.down('ArrowRight');
    pressed.push((await arrival(dome, 'ContinuousMove', down)) - down);
    const up = Date.now();
    await page.keyboard.up('ArrowRight');
    // A page that stood still for 600 ms was stopped before it was let go: that is on time.
    released.push(Math.max(0, (await arrival(dome, 'Stop', down)) - up));
  }
  return { pressed, released };
}

async function letGo(site: Site, page: Page, cameraId: string, dome: SimulatedDome) {
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`);
  const took: Record<(typeof WAYS)[number], number[]> = { killed: [], silent: [], released: [] };
  for (let at = 0; at < STOPS; at++) {
    const way = WAYS[at % WAYS.length] ?? 'killed';
    await dome.forget();
    const socket = new WebSocket(`ws://127.0.0.1:${site.port}/api/ptz`, {
      headers: { cookie: cookie.join('; ') },
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const say = (command: object) => socket.send(JSON.stringify(command));
    const motion = { pan: 1, tilt: 0, zoom: 0, focus: 0, iris: 0 };
    const began = Date.now();
    say({ type: 'start', sequence: 1, cameraId, motion, speed: 50 });
    await arrival(dome, 'ContinuousMove', began);
    await pause(BEAT_MS * Math.random());
    say({ type: 'beat' });
    const gone = Date.now();
    if (way === 'killed') socket.terminate();
    if (way === 'released') say({ type: 'stop', sequence: 2 });
    took[way].push((await arrival(dome, 'Stop', gone)) - gone);
    socket.terminate();
  }
  return took;
}

function tell(name: string, values: readonly number[], target: number, share: number): void {
  const worst = Math.max(...values);
  const judged = share === 1 ? worst : quantile(values, share);
  const holds = judged <= target;
  console.log(
    `  ${holds ? 'holds ' : 'MISSED'}  ${name}: p50 ${quantile(values, 0.5)} ms  p95 ${quantile(values, 0.95)} ms  worst ${worst} ms  of ${values.length} (${share === 1 ? 'worst' : 'p95'} ≤ ${target} ms)`,
  );
}

async function measure(browser: Browser, site: Site, dome: SimulatedDome): Promise<void> {
  const page = await browser.newPage({
    baseURL: site.url,
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
  });
  await new SignInPage(page).signIn('admin', site.adminPassword);
  await addDome(page, dome);
  const wall = new WallPage(page);
  await wall.goto();
  await wall.chooseLayout(1);
  await wall.fillFromSearch([DOME_NAME]);
  // The dome's own scene is drawn when it is first looked at.
  await wall.player(0).expectFrames(10, DRAWN_WITHIN_MS);
  await page.keyboard.press('p');
  await page.locator('[data-direction="right"]:enabled').waitFor();
  const { pressed, released } = await keyToWire(page, dome);
  const [cameraId] = await wall.cameras(1);
  await page.keyboard.press('p');
  const took = await letGo(site, page, cameraId ?? '', dome);
  console.log('\nPTZ, on the wire of a simulated ONVIF camera');
  tell('key press to command', pressed, PRESS_TARGET_MS, 0.95);
  tell('key release to stop', released, STOP_TARGET_MS, 1);
  for (const way of WAYS) tell(`client ${way} to stop`, took[way], STOP_TARGET_MS, 1);
}

const device = await startDevice();
const { running, site } = await openSite();
const browser = await launchBrowser();
try {
  await measure(browser, site, new SimulatedDome({ ...site, ...device.ports }, 'bench-dome'));
} finally {
  await browser.close();
  await stopSite(running);
  await device.stop();
  await rm(site.data, { recursive: true, force: true });
}
process.exit(0);
