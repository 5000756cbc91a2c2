import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../fixtures/ports.ts';
import {
  childPid,
  launchSite,
  type RunningSite,
  type SiteSettings,
  stopSite,
  untilReady,
} from '../fixtures/site.ts';
import { expect, test } from '../fixtures/test.ts';
import { SignInPage } from '../pages/sign-in-page.ts';

async function settings(): Promise<SiteSettings> {
  const [port = 0, mediaPort = 0, rtmpPort = 0, rtspPort = 0, webrtcPort = 0, simulatorPort = 0] =
    await freePorts(6);
  const data = await mkdtemp(join(tmpdir(), 'lukou-start-'));
  return {
    data,
    port,
    mediaPort,
    rtmpPort,
    rtspPort,
    webrtcPort,
    simulatorPort,
    adminPassword: 'crossing-e2e-start',
    demo: 'off',
  };
}

function exitOf(site: RunningSite): Promise<number | null> {
  return new Promise((resolve) => site.process.once('exit', (code) => resolve(code)));
}

test('a second instance runs beside the first, stops within seconds, and keeps what was changed', async ({
  page,
}) => {
  const own = await settings();
  const first = launchSite(own);
  await untilReady(first);
  await new SignInPage(page, `http://127.0.0.1:${own.port}`).signIn('admin', own.adminPassword);
  const worker = childPid(first.process.pid ?? 0, 'media-worker/main.ts') ?? 0;

  const stopped = await stopSite(first);

  expect(stopped.code).toBe(0);
  expect(stopped.tookMs).toBeLessThan(12_000); // 5 s for the programs, 5 s for the database: a bound of ours, not a speed
  expect(() => process.kill(worker, 0)).toThrow();
  const again = launchSite(own);
  await untilReady(again);
  expect(again.output()).not.toContain('Password    ');
  await page.reload(); // the session of before still holds
  await expect(page).not.toHaveURL(/sign-in/);
  await stopSite(again);
  await rm(own.data, { recursive: true, force: true });
});

test('a taken port, a second start on the same data and a wrong setting are told in a sentence', async () => {
  const own = await settings();
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(own.mediaPort, '127.0.0.1', resolve));
  const blocked = launchSite(own);
  expect(await exitOf(blocked)).toBe(1);
  expect(blocked.output()).toContain(`Port ${own.mediaPort} is taken by another program`);
  expect(blocked.output()).toContain('LUKOU_MEDIA_PORT=');
  await new Promise((resolve) => taken.close(resolve));

  const wrong = launchSite({ ...own, port: 99_999 });
  expect(await exitOf(wrong)).toBe(1);
  expect(wrong.output()).toContain('LUKOU_PORT');
  await rm(own.data, { recursive: true, force: true });
});

test('the data folder of a running site is not started a second time', async ({ site }) => {
  const other = await settings();
  const second = launchSite({ ...other, data: site.data });
  expect(await exitOf(second)).toBe(1);
  expect(second.output()).toContain('Lukou already runs on');
  await rm(other.data, { recursive: true, force: true });
});
