import type { Page } from '@playwright/test';
import { call } from '../fixtures/call.ts';
import { stageMiddle } from '../fixtures/map-pixels.ts';
import { SimulatedDome } from '../fixtures/simulated-dome.ts';
import { expect, test } from '../fixtures/test.ts';
import { addDome } from '../pages/add-dome.ts';

const NAME = '指向球机';
/** Away from every road of the demo site. */
const PLACE = { lon: 115.2, lat: 34.05 };
/** The dome's own numbers for a quarter turn, give or take a pixel. */
const QUARTER = 0.5;

async function idOf(page: Page, name: string): Promise<string> {
  const input = encodeURIComponent(JSON.stringify({ json: { q: name } }));
  const answer = await page.request.get(`/api/trpc/cameras.search?input=${input}`);
  const { items } = (await answer.json()).result.data.json;
  return items[0].id;
}

test('Ctrl and a press on the ground point the camera that sees it, as does the menu', async ({
  admin,
  site,
}, info) => {
  const dome = new SimulatedDome(site, `e2e-point-${info.retry}`);
  await addDome(admin, dome, `${NAME}${info.retry}`);
  const cameraId = await idOf(admin, `${NAME}${info.retry}`);
  await call(admin, 'cameras.update', { id: cameraId, ...PLACE });
  const panel = admin.locator('[data-pointing]');
  const pan = async () => (await dome.state()).position.pan;

  await admin.goto(`/?camera=${cameraId}`);
  const { x, y } = await stageMiddle(admin);
  await expect(admin.locator('[data-pin]')).toBeVisible();
  await admin
    .locator('[data-pin]')
    .getByRole('button', { name: /关闭|Close/ })
    .click();

  await test.step('one that was never calibrated is named with the reason', async () => {
    await expect(async () => {
      await admin.keyboard.down('Control');
      await admin.mouse.click(x + 120, y);
      await admin.keyboard.up('Control');
      await expect(panel.locator('[data-pointed="refused"]')).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await expect(panel).toContainText(/未标定朝向|It is not known where/);
  });

  await test.step('it is turned to the east, and then by the menu to the south', async () => {
    await call(admin, 'ptz.calibrate', { cameraId, azimuth: 0 });
    await admin.keyboard.down('Control');
    await admin.mouse.click(x + 120, y);
    await admin.keyboard.up('Control');
    await expect(panel.locator('[data-pointed="pointed"]')).toContainText(`${NAME}${info.retry}`);
    await expect.poll(pan).toBeCloseTo(QUARTER, 1);
    await admin.mouse.click(x, y + 120, { button: 'right' });
    await admin.getByRole('menuitem', { name: /摄像机对准此处|Point cameras here/ }).click();
    await expect.poll(async () => Math.abs(await pan())).toBeCloseTo(2 * QUARTER, 1);
  });

  await test.step('the answer leads to a wall', async () => {
    await panel.getByRole('button', { name: /上墙查看|Open on the wall/ }).click();
    await expect(admin).toHaveURL(/\/wall/);
    await expect(admin.getByText(`${NAME}${info.retry}`).first()).toBeVisible();
  });
});
