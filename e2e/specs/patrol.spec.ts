import { readFile } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/node';
import { ScreenWatch } from '../fixtures/screen-watch.ts';
import { expect, test } from '../fixtures/test.ts';
import { PatrolPage } from '../pages/patrol-page.ts';
import { WallPage } from '../pages/wall-page.ts';

/** The first start still draws the simulated scenes. */
const FIRST_SCENES_MS = 90_000;

const G40 = { road: 'G40', from: 'K400', to: 'K900', cells: '4' };

test('a plan from a road range runs page after page without a black frame, and leaves records', async ({
  admin,
}) => {
  test.setTimeout(300_000);
  const patrol = new PatrolPage(admin);
  const planId = await patrol.makePlan({ name: 'e2e 早班', ...G40, dwellS: 8, attested: true });
  await patrol.run(planId);
  await admin.keyboard.press('Space');
  for (let index = 0; index < 4; index += 1)
    await patrol.player(index).expectFrames(5, FIRST_SCENES_MS);
  const first = await patrol.cameras(4);
  const watch = await ScreenWatch.start(admin, await patrol.cellAreas(4));

  await patrol.cell(0).focus();
  await admin.keyboard.press('n');
  await expect(patrol.cell(0).locator('[data-remark="normal"]')).toBeVisible();
  await admin.keyboard.press('2');
  await admin.keyboard.press('x');
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel(/异常类型|What is wrong/).selectOption('blocked');
  await dialog.getByRole('button', { name: /标记异常|Mark abnormal/ }).click();

  await admin.keyboard.press('Space');
  await patrol.untilPage(1);
  await admin.keyboard.press('Space');
  for (let index = 0; index < 4; index += 1)
    await patrol.player(index).expectFrames(5, FIRST_SCENES_MS);
  const second = await patrol.cameras(4);
  expect(new Set([...first, ...second]).size).toBe(8);
  // By hand, forwards and backwards, also while it is paused.
  await admin.keyboard.press('ArrowRight');
  await patrol.untilPage(2);
  await admin.keyboard.press('ArrowLeft');
  await patrol.untilPage(1);
  expect(await patrol.cameras(4)).toEqual(second);
  for (let index = 0; index < 4; index += 1)
    await patrol.player(index).expectFrames(5, FIRST_SCENES_MS);
  await watch.stop();
  expect(watch.frames).toBeGreaterThan(20);
  expect(watch.blackouts).toEqual([]);
  await patrol.button(/^(结束|End)$/).click();
  await expect(new WallPage(admin).cell(0)).toBeVisible();

  await patrol.showRuns();
  await patrol
    .button(/e2e 早班/)
    .first()
    .click();
  const records = admin.getByRole('dialog').locator('[data-record]');
  await expect(records.first()).toHaveAttribute('data-result', 'normal');
  await expect(records.nth(1)).toHaveAttribute('data-result', 'abnormal');
  await expect(records.nth(5)).toHaveAttribute('data-result', 'seen');
  await expect(records.last()).toHaveAttribute('data-result', 'unseen');
  const picture = records.first().getByRole('img');
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(
    300,
  );
  await admin.keyboard.press('Escape');

  const downloading = admin.waitForEvent('download');
  await patrol.button(/日报 xlsx|Report xlsx/).click();
  const path = await (await downloading).path();
  const rows = await readSheet(await readFile(path), 2);
  const ours = rows.filter((row) => row[0] === 'e2e 早班');
  expect(ours.slice(0, 2).map((row) => [row[11], row[12]])).toEqual([
    ['正常', null],
    ['异常', '画面遮挡'],
  ]);
  expect(Number(ours[0]?.[10])).toBeGreaterThan(5);
});

test('a patrol is paused, kept paused, and unpacked into the wall', async ({ admin }) => {
  const patrol = new PatrolPage(admin);
  const planId = await patrol.makePlan({ name: 'e2e 拆墙', ...G40, dwellS: 5 });
  await patrol.run(planId);
  await admin.keyboard.press('Space');
  await expect(patrol.button(/^(继续|Go on)$/)).toBeVisible();
  const shown = await patrol.cameras(4);
  await patrol.player(0).expectFrames(60);
  expect(await patrol.cameras(4)).toEqual(shown);
  await admin.keyboard.press('u');
  const wall = new WallPage(admin);
  await expect(wall.cell(3)).toBeVisible();
  expect(await wall.cameras(4)).toEqual(shown);
  await wall.player(0).expectFrames(10);
  expect(new URL(admin.url()).searchParams.get('patrol')).toBeNull();
});

test('a link to a plan that is not there says so and leads back to the wall', async ({ admin }) => {
  await admin.goto('/wall?patrol=cnosuchplan');
  await expect(
    admin.getByRole('alert').filter({ hasText: /巡检计划不存在|does not exist/ }),
  ).toBeVisible();
  await admin.getByRole('button', { name: /回到电视墙|Back to the wall/ }).click();
  await expect(new WallPage(admin).cell(0)).toBeVisible();
});
