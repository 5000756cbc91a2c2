import type { Page } from '@playwright/test';
import { call } from '../fixtures/call.ts';
import { expect, test } from '../fixtures/test.ts';

/** Nobody answers there: the place of this camera is what is looked at, not its picture. */
const SILENT = 'rtsp://127.0.0.1:9/';

async function divisionOf(page: Page): Promise<string> {
  const input = encodeURIComponent(JSON.stringify({ json: { limit: 1 } }));
  const answer = await page.request.get(`/api/trpc/cameras.list?input=${input}`);
  return (await answer.json()).result.data.json.items[0].divisionId;
}

/** A moving camera that stands in the plain, and how to tell where it went. */
async function movingCamera(page: Page, code: string) {
  const divisionId = await divisionOf(page);
  const camera = { code, name: `巡逻车 ${code}`, divisionId, driver: 'rtsp', mainAddress: SILENT };
  const { id } = await call<{ id: string }>(page, 'cameras.create', {
    ...{ ...camera, kind: 'mobile', lon: 117.2, lat: 31.8 },
  });
  return id;
}

/** As a program outside would: with a key alone, no cookie. */
async function report(url: string, secret: string, positions: object[]) {
  const answer = await fetch(`${url}/api/positions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: JSON.stringify({ positions }),
  });
  return { status: answer.status, receipt: await answer.json() };
}

test('an access key is made, told once, used and revoked', async ({ admin: page, site }, {
  retry,
}) => {
  const name = `车载平台 ${retry}`;
  await page.goto('/system/positions');
  await page.getByRole('button', { name: /^(新建密钥|New key)$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^(名称|Name)$/).fill(name);
  await dialog.getByRole('button', { name: /^(保存|Save)$/ }).click();
  const secret = await dialog.getByLabel(/^(接入密钥|Access key)$/).inputValue();
  expect(secret).toMatch(/^lukou_[\w-]{43}$/);
  await dialog.getByRole('button', { name: /^(知道了|Got it)$/ }).click();

  const code = `KEY-${retry}`;
  await movingCamera(page, code);
  const position = { camera: code, at: Date.now(), lon: 117.21, lat: 31.8 };
  const bad = { ...position, camera: 'nobody' };
  expect(await report(site.url, secret, [position, bad])).toMatchObject({
    status: 200,
    receipt: { accepted: 1, rejected: [{ index: 1, code: 'position.unknown-camera' }] },
  });

  await page.getByRole('button', { name: new RegExp(`(吊销|Revoke): ${name}`) }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(吊销|Revoke)$/ })
    .click();
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText(/吊销|Revoked/);
  expect(await report(site.url, secret, [position])).toMatchObject({
    status: 401,
    receipt: { app: { code: 'api-key.required' } },
  });
  await expect(page.getByText(secret)).toHaveCount(0);
});

test('a patrol car moves on the map as it reports, and its track is looked at', async ({
  map,
  site,
}, { retry }) => {
  const { page } = map;
  const code = `CAR-${retry}`;
  const id = await movingCamera(page, code);
  const { secret } = await call<{ secret: string }>(page, 'apiKeys.create', { name: code });
  const startedAt = Date.now() - 3_600_000;
  const at = (minute: number, lon: number) => ({
    ...{ camera: code, at: startedAt + minute * 60_000, lon, lat: 31.8 },
    ...{ speedKmh: minute % 2 === 0 ? 54 : 36, heading: 90 },
  });
  // Half an hour on the road, ten minutes' rest, and on.
  const driven = Array.from({ length: 31 }, (_, minute) => at(minute, 117.2 + minute * 0.004));
  const rested = Array.from({ length: 11 }, (_, minute) => at(31 + minute, 117.32));
  const wentOn = Array.from({ length: 15 }, (_, minute) =>
    at(42 + minute, 117.32 + minute * 0.004),
  );
  const { receipt } = await report(site.url, secret, [...driven, ...rested, ...wentOn]);
  expect(receipt).toEqual({ accepted: 57, duplicates: 0, rejected: [] });

  await page.goto(`/?camera=${id}`);
  const pin = map.pin(code);
  await expect(pin).toContainText('54 km/h');
  const tie = page.locator('svg line').first();
  const before = Number(await tie.getAttribute('x2'));
  await report(site.url, secret, [{ ...at(58, 117.38), at: Date.now(), speedKmh: 72 }]);
  await expect(pin).toContainText('72 km/h');
  await expect.poll(async () => Number(await tie.getAttribute('x2'))).toBeGreaterThan(before);

  await pin.getByRole('button', { name: /^(轨迹|Track)$/ }).click();
  const panel = page
    .getByRole('region', { name: new RegExp(code) })
    .and(page.locator('[data-track-panel]'));
  const stops = panel.getByRole('grid', { name: /^(停留|Stops)$/ });
  await expect(stops.getByRole('row').nth(1)).toContainText('0:12');
  await stops.getByRole('row').nth(1).click();
  const moment = panel.locator('[data-track-moment]');
  const slider = panel.getByRole('slider');
  const stoppedAt = await slider.inputValue();
  await expect(moment).toContainText(/km\/h/);
  await slider.press('ArrowRight');
  expect(Number(await slider.inputValue())).toBe(Number(stoppedAt) + 1_000);

  await panel.getByRole('tab', { name: /^(位置|Positions)/ }).click();
  await panel
    .getByRole('grid', { name: /^(位置|Positions)$/ })
    .getByRole('row')
    .nth(1)
    .click();
  expect(await slider.inputValue()).toBe(String(startedAt));

  const saved = page.waitForEvent('download');
  await panel.getByRole('button', { name: /CSV/ }).click();
  expect((await saved).suggestedFilename()).toBe('lukou-track.csv');
  await panel.getByRole('button', { name: /^(关闭|Close)$/ }).click();
  await expect(panel).toBeHidden();
});
