import type pg from 'pg';
import {
  addCameras,
  openSiteDatabase,
  removeCameras,
  setStatus,
  tell,
} from '../fixtures/many-cameras.ts';
import { colourAt, stageMiddle } from '../fixtures/map-pixels.ts';
import { expect, test } from '../fixtures/test.ts';
import { WallPage } from '../pages/wall-page.ts';

/** More than a page lists. */
const CAMERAS = 5_500;
const CAMERA = 'many0';

let client: pg.Client;
test.beforeAll(async ({ site }) => {
  client = await openSiteDatabase(site.data);
  await addCameras(client, 0, CAMERAS);
  await client.query(`update "Camera" set status = 'online' where id = $1`, [CAMERA]);
  await tell(client, { type: 'reset' });
});
test.afterAll(async () => {
  await removeCameras(client);
  await tell(client, { type: 'reset' });
  await client.end();
});

test('with more cameras than a page can list the map is drawn from tiles, and a mark follows its camera', async ({
  admin,
  map,
}) => {
  const tiles = admin.waitForResponse((answer) => answer.url().includes('/api/map/tiles/wgs84/'));
  await admin.goto(`/?camera=${CAMERA}`);
  expect((await tiles).status()).toBe(200);
  await expect(map.pins).toHaveCount(1);

  // It was flown to: the mark is in the middle, its picture beside it.
  await admin.keyboard.press('x');
  await expect(map.pins).toHaveCount(0);
  const at = await stageMiddle(admin);
  const land = await colourAt(admin, { x: at.x - 40, y: at.y - 20 });
  await expect.poll(() => colourAt(admin, at)).not.toBe(land);
  await expect(async () => {
    await admin.mouse.click(at.x, at.y);
    await expect(map.pins).toHaveCount(1, { timeout: 1_000 });
  }).toPass();

  await admin.keyboard.press('x');
  await admin.mouse.move(5, 5);
  const calm = await colourAt(admin, at);
  await setStatus(client, CAMERA, 'fault');
  await expect.poll(() => colourAt(admin, at)).not.toBe(calm);
  await setStatus(client, CAMERA, 'online');
  await expect.poll(() => colourAt(admin, at)).toBe(calm);
});

test('a box drawn on the map opens its cameras on the wall', async ({ admin, map }) => {
  await admin.goto(`/?camera=${CAMERA}`);
  await expect(map.pins).toHaveCount(1);
  await admin.keyboard.press('x');
  const { x, y } = await stageMiddle(admin);
  // The flight takes a moment: until it ended the box lies on other land.
  await expect(async () => {
    await admin.keyboard.down('Shift');
    await admin.mouse.move(x - 150, y - 150);
    await admin.mouse.down();
    await admin.mouse.move(x + 150, y + 150, { steps: 4 });
    await admin.mouse.up();
    await admin.keyboard.up('Shift');
    await expect(map.selection.getByRole('status')).toHaveText(/[1-9]/, { timeout: 2_000 });
  }).toPass();
  await map.selection.getByRole('button', { name: /上墙|wall/ }).click();
  await expect(new WallPage(admin).cell(0)).toHaveAttribute('data-camera', /^many/);
  expect(new URL(admin.url()).search).toBe('');
});

test('a camera of the tiles is drawn where it is put, before and after it is saved', async ({
  admin,
  map,
}) => {
  await client.query(`update "Camera" set "displayLon" = null, "displayLat" = null where id = $1`, [
    CAMERA,
  ]);
  await tell(client, { type: 'upserted', id: CAMERA });
  await admin.goto(`/?camera=${CAMERA}`);
  await expect(map.pins).toHaveCount(1);
  await admin.keyboard.press('x');
  await expect(map.pins).toHaveCount(0);
  await admin.keyboard.press('e');
  const bar = admin.getByRole('region', { name: /^编辑摄像机位置$|^Place cameras$/ });
  const grip = admin.getByRole('button', { name: /：拖动以移动$|: drag to move$/ });
  const at = await stageMiddle(admin);
  await expect(async () => {
    await admin.mouse.click(at.x, at.y);
    await expect(grip).toBeVisible({ timeout: 1_000 });
  }).toPass();
  const to = { x: at.x + 80, y: at.y + 50 };
  const land = await colourAt(admin, to);
  await admin.mouse.move(at.x, at.y);
  await admin.mouse.down();
  await admin.mouse.move(to.x, to.y, { steps: 5 });
  await admin.mouse.up();
  await expect(bar.getByRole('status')).toHaveText(/\D1$/);
  await expect.poll(() => colourAt(admin, to)).not.toBe(land);

  await bar.getByRole('button', { name: /^保存$|^Save$/ }).click();
  await expect(bar.getByRole('status')).toHaveText(/\D0$/);
  const found = await client.query(
    'select "displayLon" - lon as east, "displayLat" - lat as north from "Camera" where id = $1',
    [CAMERA],
  );
  expect(found.rows[0].east).toBeGreaterThan(0);
  expect(found.rows[0].north).toBeLessThan(0);
  await bar.getByRole('button', { name: /^结束编辑$|^Stop placing$/ }).click();
  await expect.poll(() => colourAt(admin, to)).not.toBe(land);
});
