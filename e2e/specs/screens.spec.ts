import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { KioskPage } from '../pages/kiosk-page.ts';
import { PatrolPage } from '../pages/patrol-page.ts';
import { WallPage } from '../pages/wall-page.ts';

const FOUR = ['G40 K', 'G42 K', 'G50 K', 'G3 K'];

/** Types the code that the screen shows into the console. */
async function enrol(admin: Page, code: string, name: string): Promise<void> {
  await admin.goto('/screens');
  await admin.getByRole('button', { name: /^(登记大屏|Enrol a screen)$/ }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel(/^(登记码|Code)$/).fill(code.toLowerCase());
  await dialog.getByLabel(/^(名称|Name)$/).fill(name);
  await dialog.getByRole('button', { name: /^(登记大屏|Enrol a screen)$/ }).click();
  await expect(dialog).toBeHidden();
}

const cardOf = (admin: Page, name: string) =>
  admin.getByRole('article').filter({ has: admin.getByRole('heading', { name }) });

async function chooseScreen(admin: Page, name: string): Promise<void> {
  const dialog = admin.getByRole('dialog').last();
  await dialog.getByRole('button').filter({ hasText: name }).click();
}

test('a screen is enrolled and shows what is sent to it, from desk to reload', async ({
  admin,
  browser,
  site,
}) => {
  test.setTimeout(360_000);
  const kiosk = await KioskPage.open(browser, site.url);
  const name = 'e2e 大厅左';
  await expect(kiosk.root).toHaveAttribute('data-screen', 'waiting');
  await enrol(admin, await kiosk.code(), name);
  await expect(kiosk.root).toHaveAttribute('data-screen', 'enrolled');
  const card = cardOf(admin, name);
  await expect(card).toHaveAttribute('data-online', 'true');

  // A camera, from the screens page.
  await card.getByRole('button', { name: /^(发送内容|Send)…$/ }).click();
  await admin.getByRole('dialog').getByRole('searchbox').fill('G40 K');
  await admin.getByRole('dialog').getByRole('button').filter({ hasText: 'G40 K' }).first().click();
  await kiosk.player(0).expectFrames(25, 90_000);
  await expect(card.locator('[data-moving="1"]')).toBeVisible({ timeout: 30_000 });

  await card.getByRole('button', { name: /^(显示编号|Show its number)$/ }).click();
  await expect(kiosk.number).toHaveText(new RegExp(name));
  await expect(kiosk.number).toBeHidden({ timeout: 15_000 });

  await card.getByRole('button', { name: /^(黑屏|Blank)$/ }).click();
  await expect(kiosk.shown).toHaveAttribute('data-blank', 'true');
  await expect(kiosk.cell(0)).toBeHidden();
  await card.getByRole('button', { name: /^(恢复显示|Light up)$/ }).click();
  await kiosk.player(0).expectFrames(10);

  // A saved view, from the wall, and taken back; then from the screens page.
  const wall = new WallPage(admin);
  await wall.goto();
  await wall.chooseLayout(4);
  await wall.fillFromSearch(FOUR);
  await wall.saveAs('e2e 上屏');
  const cameras = await wall.cameras(4);
  await admin
    .locator('header')
    .getByRole('button', { name: /^(上大屏|Send to screen)$/ })
    .click();
  await chooseScreen(admin, name);
  const shown = () => Promise.all(FOUR.map((_, at) => kiosk.cell(at).getAttribute('data-camera')));
  await admin.getByRole('button', { name: /^(撤销|Undo)$/ }).click();
  await expect(kiosk.shown).toHaveAttribute('data-version', '4');
  await expect(kiosk.cell(1)).toBeHidden();
  await admin.goto('/screens');
  await card.getByRole('button', { name: /^(发送内容|Send)…$/ }).click();
  await admin.getByRole('dialog').getByRole('button').filter({ hasText: 'e2e 上屏' }).click();
  await expect.poll(shown).toEqual(cameras);
  for (const index of FOUR.keys()) await kiosk.player(index).expectFrames(10, 60_000);

  // A screen that comes back shows what it should.
  await kiosk.page.reload();
  await expect.poll(shown).toEqual(cameras);

  await card.getByRole('button', { name: /^(更多操作|More)$/ }).click();
  await admin.getByRole('menuitem', { name: /移除大屏|Forget/ }).click();
  await expect(kiosk.root).toHaveAttribute('data-screen', 'forgotten');
  await expect(kiosk.cell(0)).toBeHidden();
  await kiosk.page.context().close();
});

test('a patrol runs on a screen page after page', async ({ admin, browser, site }) => {
  test.setTimeout(360_000);
  const kiosk = await KioskPage.open(browser, site.url);
  const name = 'e2e 大厅右';
  await expect(kiosk.root).toHaveAttribute('data-screen', 'waiting');
  const patrol = new PatrolPage(admin);
  const plan = {
    name: 'e2e 大屏巡检',
    road: 'G40',
    from: 'K400',
    to: 'K900',
    cells: '1',
    dwellS: 5,
  };
  await patrol.makePlan(plan);
  await enrol(admin, await kiosk.code(), name);
  await cardOf(admin, name)
    .getByRole('button', { name: /^(发送内容|Send)…$/ })
    .click();
  await admin.getByRole('dialog').getByRole('button').filter({ hasText: plan.name }).click();
  const page = kiosk.page.locator('[data-patrol]');
  await expect(page).toHaveAttribute('data-patrol-page', '1', { timeout: 60_000 });
  await expect(page).toHaveAttribute('data-patrol-page', '2', { timeout: 60_000 });
  const frames = () =>
    kiosk.page
      .locator('video:not([data-layer="next"])')
      .first()
      .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
  await expect.poll(frames, { timeout: 60_000 }).toBeGreaterThan(5);
  await kiosk.page.context().close();
});

test('a browser that is no screen sees nothing of the site', async ({ browser, site }) => {
  const kiosk = await KioskPage.open(browser, site.url);
  await expect(kiosk.root).toHaveAttribute('data-screen', 'waiting');
  const statuses = await kiosk.page.evaluate(async () => {
    const of = (path: string) => fetch(path).then((response) => response.status);
    return Promise.all([of('/api/trpc/cameras.map'), of('/api/trpc/screens.list')]);
  });
  expect(statuses).toEqual([401, 401]);
  await kiosk.page.context().close();
});
