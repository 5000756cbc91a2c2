import { expect, test } from '../fixtures/test.ts';
import { SignInPage } from '../pages/sign-in-page.ts';
import { WallPage } from '../pages/wall-page.ts';

const FOUR = ['G40 K', 'G42 K', 'G50 K', 'G3 K'];

test('four cameras from the search play, are saved, play again by deep link, and as one picture', async ({
  admin,
}) => {
  const wall = new WallPage(admin);
  await wall.goto();
  await wall.chooseLayout(4);
  await wall.fillFromSearch(FOUR);
  for (const index of FOUR.keys()) await wall.player(index).expectFrames(25);
  const cameras = await wall.cameras(4);
  expect(new Set(cameras).size).toBe(4);
  expect(cameras).not.toContain(null);

  const id = await wall.saveAs('e2e 早高峰');
  // Nothing the browser kept: the saved view alone brings the pictures back.
  await admin.evaluate(() => localStorage.clear());
  await wall.goto(id);
  await expect(wall.title).toHaveText('e2e 早高峰');
  expect(await wall.cameras(4)).toEqual(cameras);
  for (const index of FOUR.keys()) await wall.player(index).expectFrames(25);

  const mosaic = await wall.playAsMosaic();
  await mosaic.expectFrames(25);
  await expect(admin.locator('[data-mosaic-cost]')).toContainText(/解码|decodes/);
});

test('the wall comes back as it was left, and the keyboard works on it', async ({ admin }) => {
  const wall = new WallPage(admin);
  await wall.goto();
  await wall.chooseLayout(9);
  await wall.fillFromSearch(FOUR.slice(0, 2));
  const [first, second] = await wall.cameras(2);
  await admin.reload();
  await expect(wall.cell(8)).toBeVisible();
  expect(await wall.cameras(3)).toEqual([first, second, null]);

  await admin.keyboard.press('2');
  await expect(wall.cell(1)).toBeFocused();
  await admin.keyboard.press('ArrowLeft');
  await expect(wall.cell(0)).toBeFocused();
  await wall.player(0).expectFrames(10);
  await admin.keyboard.press('f');
  await expect(wall.cell(1)).toBeHidden();
  await wall.player(0).expectFrames(10);
  await admin.keyboard.press('Escape');
  await expect(wall.cell(1)).toBeVisible();
  await admin.keyboard.press('Delete');
  expect(await wall.cameras(2)).toEqual([null, second]);
});

test('another browser shows the wall as this one left it', async ({ admin, browser, site }) => {
  const wall = new WallPage(admin);
  await wall.goto();
  const kept = admin.waitForResponse(
    (answer) =>
      answer.url().includes('desk.keep') &&
      (answer.request().postData() ?? '').includes('"cameraId":"'),
  );
  await wall.chooseLayout(6);
  await wall.fillFromSearch(FOUR.slice(0, 1));
  await kept;
  const [camera] = await wall.cameras(1);
  const other = await browser.newPage({ baseURL: site.url });
  await new SignInPage(other).signIn('admin', site.adminPassword);
  const there = new WallPage(other);
  await there.goto();
  await expect(there.cell(5)).toBeVisible();
  expect(await there.cameras(2)).toEqual([camera, null]);
  await other.close();
});

test('dragging a cell onto another swaps them, a camera from the search replaces', async ({
  admin,
}) => {
  const wall = new WallPage(admin);
  await wall.goto();
  await wall.chooseLayout(4);
  await wall.fillFromSearch(FOUR.slice(0, 2));
  const [first, second] = await wall.cameras(2);
  await wall.cell(0).dragTo(wall.cell(3));
  expect(await wall.cameras(4)).toEqual([null, second, null, first]);

  await wall.search.fill('G50 K');
  const answer = admin.getByRole('option').filter({ hasText: 'G50 K' }).first();
  await answer.dragTo(wall.cell(1));
  const replaced = await wall.cell(1).getAttribute('data-camera');
  expect([null, first, second]).not.toContain(replaced);
  await wall.player(1).expectFrames(10);
});

test('a link to a view that is not there says so and leads back to the wall', async ({ admin }) => {
  await admin.goto('/wall/cnosuchview');
  await expect(
    admin.getByRole('alert').filter({ hasText: /方案不存在|does not exist/ }),
  ).toBeVisible();
  await admin.getByRole('button', { name: /回到当前电视墙|Back to the current wall/ }).click();
  await expect(new WallPage(admin).cell(0)).toBeVisible();
});

test('a grid of one’s own is merged by mouse and keyboard, saved, and opened again', async ({
  admin,
}) => {
  const wall = new WallPage(admin);
  await wall.goto();
  await wall.chooseLayout(9);
  await wall.openFreeGrid();
  const unit = (name: string) => admin.locator(`[data-grid-cell="${name}"]`);
  await unit('1.0.1.1').hover();
  await admin.mouse.down();
  await unit('2.1.1.1').hover();
  await admin.mouse.up();
  await expect(unit('1.0.2.2')).toBeVisible();
  await admin.getByRole('group', { name: /^(自由分屏|Free grid)$/ }).focus();
  for (const key of ['ArrowDown', 'ArrowLeft', 'ArrowLeft', 'Shift+ArrowRight', 'Enter'])
    await admin.keyboard.press(key);
  await expect(unit('0.2.2.1')).toBeVisible();
  await admin.getByRole('button', { name: /^(使用|Use)$/ }).click();
  await expect(wall.cell(4)).toBeVisible();
  await expect(wall.cell(5)).toHaveCount(0);
  await wall.fillFromSearch(FOUR.slice(0, 2));
  await wall.player(1).expectFrames(10);
  const id = await wall.saveAs('e2e 自由');
  await admin.evaluate(() => localStorage.clear());
  await wall.goto(id);
  await expect(wall.cell(4)).toBeVisible();
  await expect(wall.cell(5)).toHaveCount(0);
});

test('the road before and behind a camera fills the wall, and an enlarged cell goes along it', async ({
  admin,
}) => {
  const wall = new WallPage(admin);
  await wall.goto();
  await wall.chooseLayout(1);
  await wall.fillFromSearch(['G40 K612+300']);
  const [from] = await wall.cameras(1);
  await wall.cell(0).focus();
  await admin.keyboard.press('w');
  await expect(wall.cell(8)).toBeVisible();
  const road = (await wall.cameras(9)).filter((camera) => camera !== null);
  expect(road.length).toBeGreaterThan(2);
  const at = road.indexOf(from ?? '');
  await expect(wall.cell(at)).toHaveAttribute('aria-current', 'true');

  await admin.keyboard.press('1');
  await admin.keyboard.press('f');
  await expect(wall.cell(0).locator('[aria-keyshortcuts="ArrowRight"]')).toBeAttached();
  await admin.keyboard.press('ArrowRight');
  await expect(wall.cell(0)).toHaveAttribute('data-camera', road[1] ?? '');
});

test('a branch of a tree fills the wall from a cell on, and can be taken back', async ({
  admin,
}) => {
  const wall = new WallPage(admin);
  await wall.goto();
  await wall.chooseLayout(4);
  await wall.fillFromSearch(FOUR.slice(0, 1));
  const [first] = await wall.cameras(1);
  await admin.getByRole('tab', { name: /路线|Roads/ }).click();
  const road = admin.getByRole('treeitem', { name: /G42 / });
  await road.dragTo(wall.cell(1));
  await expect(wall.cell(3)).toHaveAttribute('data-camera', /./);
  const filled = await wall.cameras(4);
  expect(filled[0]).toBe(first);
  expect(new Set(filled).size).toBe(4);
  for (const index of [1, 2, 3]) await expect(wall.cell(index)).toHaveAccessibleName(/G42 K/);
  await admin.getByRole('button', { name: /撤销|Undo/ }).click();
  expect(await wall.cameras(4)).toEqual([first, null, null, null]);

  // The same by keyboard, into the chosen cell.
  await wall.cell(2).focus();
  await road.click();
  await admin.keyboard.press('Shift+Enter');
  await expect(wall.cell(3)).toHaveAccessibleName(/G42 K/);
  expect((await wall.cameras(2))[1]).toBeNull();
});
