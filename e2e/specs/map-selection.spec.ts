import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { stageMiddle } from '../fixtures/map-pixels.ts';
import { expect, test } from '../fixtures/test.ts';
import type { MapPage } from '../pages/map-page.ts';
import { WallPage } from '../pages/wall-page.ts';

const ROAD = 'G40';

/** Cameras of the road, as its branch of the tree says. */
async function camerasOf(page: Page, road: string): Promise<number> {
  const branch = page.getByRole('treeitem', { name: new RegExp(`^${road} `) });
  const counts = await branch.textContent();
  return Number(/\/ (\d+)$/.exec(counts ?? '')?.[1]);
}

/** All cameras of a road, from its beginning to its end. */
async function selectRoad(page: Page, map: MapPage, road: string): Promise<void> {
  await expect(map.search).toBeVisible();
  await page.keyboard.press('r');
  const form = page.getByRole('region', { name: /^按路段选择$|^Select along a road$/ });
  const roads = form.getByRole('combobox').first();
  await expect(roads.getByRole('option', { name: new RegExp(`^${road} `) })).toBeAttached();
  const option = roads.getByRole('option', { name: new RegExp(`^${road} `) });
  await roads.selectOption(await option.getAttribute('value'));
  await roads.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(form).toHaveCount(0);
}

test('a lasso selects what is in it, single cameras are taken out, and Esc lets all go', async ({
  admin,
  map,
}) => {
  const { x, y } = await stageMiddle(admin);
  // Until the map is there nothing takes the key.
  await expect(async () => {
    await admin.keyboard.press('l');
    await expect(admin.locator('[data-shape-tool=lasso]')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await admin.mouse.move(x - 200, y - 200);
  await admin.mouse.down();
  for (const [dx, dy] of [
    [200, -200],
    [200, 200],
    [-200, 200],
  ] as const)
    await admin.mouse.move(x + dx, y + dy, { steps: 5 });
  await admin.mouse.up();
  await map.expectSelected(/[1-9]\d/);
  const text = (await map.selection.getByRole('status').textContent()) ?? '';
  const count = Number(/\d+/.exec(text)?.[0]);

  await map.selection.getByRole('button', { name: /^所选清单$|^List of the selection$/ }).click();
  const list = admin.getByRole('grid', { name: /^所选清单$|^List of the selection$/ });
  await expect(list).toHaveAttribute('aria-rowcount', String(count + 1));
  await list
    .getByRole('button', { name: /^移出选择|^Take out/ })
    .first()
    .click();
  await map.expectSelected(count - 1);

  await admin.keyboard.press('Escape');
  await expect(map.selection).toHaveCount(0);
});

test('a road is selected by the keyboard and becomes a file, a wall and a patrol', async ({
  admin,
  map,
}) => {
  await selectRoad(admin, map, ROAD);
  const count = await camerasOf(admin, ROAD);
  expect(count).toBeGreaterThan(10);
  await map.expectSelected(count);

  await map.selection.getByRole('button', { name: /^导出$|^Export$/ }).click();
  const download = admin.waitForEvent('download');
  await admin.getByRole('menuitem', { name: 'CSV' }).click();
  const file = await readFile(await (await download).path(), 'utf8');
  expect(file.trim().split('\n')).toHaveLength(count + 1);

  await map.selection.getByRole('button', { name: /^抓拍$|^Snapshots$/ }).click();
  const shots = admin.getByRole('dialog');
  await expect(shots.getByRole('status')).toHaveText(/^([1-9]\d* 张|Taken: [1-9])/);
  await shots.getByRole('button', { name: /^停止$|^Stop$/ }).click();
  await expect(shots.getByRole('status')).toHaveText(/^(已停止|Stopped)/);
  const archive = admin.waitForEvent('download');
  await shots.getByRole('button', { name: /^保存 ZIP|^Save ZIP/ }).click();
  const [[name = '', jpeg] = []] = Object.entries(
    unzipSync(await readFile(await (await archive).path())),
  );
  expect(name).toMatch(/_G40_K.*\.jpg$/);
  expect([...(jpeg ?? new Uint8Array()).subarray(0, 2)]).toEqual([0xff, 0xd8]);
  await shots.getByRole('button', { name: /^关闭$|^Close$/ }).click();

  await map.selection.getByRole('button', { name: /^锁定云台$|^Lock PTZ$/ }).click();
  await admin.getByRole('menuitem', { name: /^锁定 5 分钟$|for 5 minutes$/ }).click();
  // The demo's cameras stand still.
  await expect(admin.getByText(/没有可锁定的云台|has a PTZ to lock/)).toBeVisible();

  await map.selection.getByRole('button', { name: /上墙$|on the wall$/ }).click();
  await expect(new WallPage(admin).cell(count - 1)).toHaveAttribute('data-camera', /./);
  await admin.goBack();

  await expect(map.selection).toBeVisible();
  await map.selection.getByRole('button', { name: /^加入巡检$|^Add to a patrol$/ }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByRole('textbox').fill(`${ROAD} 全线`);
  await dialog.getByRole('textbox').press('Enter');
  await expect(admin).toHaveURL(/\/patrols\/[^/]+$/);
  await expect(admin.getByRole('textbox', { name: /计划|Plan/ }).first()).toHaveValue(
    `${ROAD} 全线`,
  );

  // A camera of another road goes into the same plan, once.
  await admin.goBack();
  await expect(map.selection).toBeVisible();
  for (const answer of [/已加入 1 台|: 1$/, /已有这些|already/]) {
    const result = await cameraMenu(admin, map, 'G42 K');
    await result.getByRole('menuitem', { name: /^加入巡检$|^Add to a patrol$/ }).click();
    const plans = dialog.getByRole('combobox');
    // The one changed last.
    await expect(plans.getByRole('option').nth(1)).toContainText(`${ROAD} 全线`);
    await plans.selectOption({ index: 1 });
    await dialog.getByRole('button', { name: /^加入$|^Add$/ }).click();
    await expect(dialog).toHaveCount(0);
    await expect(admin.getByText(answer).first()).toBeVisible();
  }
});

/** Of the first camera that the search finds. */
async function cameraMenu(page: Page, map: MapPage, text: string) {
  await map.search.fill(text);
  const first = page.getByRole('option').filter({ hasText: text }).first();
  await first.click({ button: 'right' });
  return page.getByRole('menu', { name: /^摄像机菜单$|^Camera menu$/ });
}

test('the menu of a camera in the tree is worked by the keyboard', async ({ admin, map }) => {
  await admin.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const tree = admin.getByRole('tree');
  const road = tree.getByRole('treeitem', { name: new RegExp(`^${ROAD} `) });
  await road.click();
  // Road, direction, section, camera.
  await tree.getByRole('treeitem', { level: 3 }).first().click();
  await tree.getByRole('treeitem', { level: 4 }).first().click();
  const camera = tree.getByRole('treeitem', { level: 5 }).first();
  await expect(camera).toContainText(/K\d/);
  await tree.press('ArrowDown');
  await tree.press('Shift+F10');
  const menu = admin.getByRole('menu', { name: /^摄像机菜单$|^Camera menu$/ });
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await menu.getByRole('menuitem', { name: /^复制编码$|^Copy code$/ }).press('Enter');
  await expect(menu).toHaveCount(0);
  await expect(tree).toBeFocused();
  await expect(async () => {
    expect(await admin.evaluate(() => navigator.clipboard.readText())).not.toBe('');
  }).toPass();

  await camera.click({ button: 'right' });
  await menu.getByRole('menuitem', { name: /^加入 \/ 移出选择$|^Into \/ out/ }).click();
  await map.expectSelected(1);
  await camera.click({ button: 'right' });
  await menu.getByRole('menuitem', { name: /^收藏$|^Add to favourites$/ }).click();
  await admin.getByRole('tab', { name: /^收藏$|^Marked$/ }).click();
  const favourite = tree.getByRole('treeitem', { level: 2 });
  await expect(favourite).toHaveCount(1);
  await expect(favourite).toContainText(ROAD);
  await favourite.click({ button: 'right' });
  await menu.getByRole('menuitem', { name: /^取消收藏$|^Remove from favourites$/ }).click();
  await expect(favourite).toHaveCount(0);

  await admin.getByRole('tab', { name: /^路线$|^Roads$/ }).click();
  await camera.click({ button: 'right' });
  await menu.getByRole('menuitem', { name: /^编辑$|^Edit$/ }).click();
  await expect(admin.getByRole('dialog')).toBeVisible();
});
