import type { Locator, Page } from '@playwright/test';
import type { CameraView } from '../../server/cameras/schema.ts';
import { call } from '../fixtures/call.ts';
import { stageMiddle } from '../fixtures/map-pixels.ts';
import { expect, test } from '../fixtures/test.ts';
import type { MapPage } from '../pages/map-page.ts';

const SEARCH = 'G42 K';

async function cameraOf(page: Page, id: string): Promise<CameraView> {
  const input = encodeURIComponent(JSON.stringify({ json: { id } }));
  const answer = await page.request.get(`/api/trpc/cameras.get?input=${input}`);
  return (await answer.json()).result.data.json;
}

/** As another browser would. */
async function moveElsewhere(page: Page, id: string, lon: number, lat: number): Promise<void> {
  await call(page, 'cameras.move', { id, lon, lat, point: 'display' });
}

class Placing {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get bar(): Locator {
    return this.page.getByRole('region', { name: /^编辑摄像机位置$|^Place cameras$/ });
  }

  get panel(): Locator {
    return this.page.getByRole('region', { name: /^所编辑的摄像机$|^The camera being placed$/ });
  }

  async expectUnsaved(count: number): Promise<void> {
    await expect(this.bar.getByRole('status')).toHaveText(new RegExp(`\\D${count}$`));
  }

  /** Of a round thing on the map. */
  async drag(what: Locator, dx: number, dy: number): Promise<void> {
    const box = await what.boundingBox();
    if (box === null) throw new Error('not on the map');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + dx, y + dy, { steps: 6 });
    await this.page.mouse.up();
  }
}

async function found(page: Page): Promise<string> {
  const input = encodeURIComponent(JSON.stringify({ json: { q: SEARCH, limit: 1 } }));
  const answer = await page.request.get(`/api/trpc/cameras.search?input=${input}`);
  return (await answer.json()).result.data.json.items[0].id;
}

/** Flies to a camera and takes it for placing. */
async function take(page: Page, map: MapPage, placing: Placing) {
  const id = await found(page);
  // Where an earlier test put it is not where this one begins.
  const { name, physicalPoint: stands } = await cameraOf(page, id);
  await moveElsewhere(page, id, stands?.lon ?? 0, stands?.lat ?? 0);
  await page.goto(`/?camera=${id}`);
  await expect(map.pins).toHaveCount(1);
  await page.keyboard.press('x');
  await expect(map.pins).toHaveCount(0);
  await page.keyboard.press('e');
  await expect(placing.bar).toBeVisible();
  const at = await stageMiddle(page);
  // Until it is there another place is in the middle.
  await expect(async () => {
    await page.mouse.click(at.x, at.y);
    await expect(placing.panel).toContainText(name, { timeout: 1_000 });
  }).toPass();
  return { id, name };
}

test('a camera is dragged, turned and nudged, steps go back and forth, and one request saves all', async ({
  admin,
  map,
}) => {
  const placing = new Placing(admin);
  const { id } = await take(admin, map, placing);
  const before = await cameraOf(admin, id);
  const grip = admin.getByRole('button', { name: /：拖动以移动$|: drag to move$/ });

  await placing.drag(grip, 60, 45);
  await placing.expectUnsaved(1);
  const figures = placing.panel.locator('.tabular-nums');
  const dragged = await figures.textContent();
  await admin.keyboard.press('Shift+ArrowUp');
  await expect(figures).not.toHaveText(dragged ?? '');
  await admin.keyboard.press('Control+z');
  await expect(figures).toHaveText(dragged ?? '');
  await admin.keyboard.press('Control+z');
  await placing.expectUnsaved(0);
  await admin.keyboard.press('Control+y');
  await placing.expectUnsaved(1);
  await expect(figures).toHaveText(dragged ?? '');

  const facing = placing.panel.getByRole('spinbutton').first();
  const aim = admin.getByRole('button', { name: /^拖动以改变朝向|^Drag to turn/ });
  await placing.drag(aim, 0, 160);
  const turned = Number(await facing.inputValue());
  await admin.keyboard.press(']');
  await expect(facing).toHaveValue(String((turned + 5) % 360));
  await admin.keyboard.press('[');
  await expect(facing).toHaveValue(String(turned));

  const saving = admin.waitForRequest((request) => request.url().includes('cameras.place'));
  await placing.bar.getByRole('button', { name: /^保存$|^Save$/ }).click();
  await saving;
  await placing.expectUnsaved(0);

  const after = await cameraOf(admin, id);
  expect(after.azimuth).toBe(turned);
  expect(after.physicalPoint).toEqual(before.physicalPoint);
  const { lon, lat } = after.displayPoint ?? { lon: 0, lat: 0 };
  expect(`${lon.toFixed(6)}, ${lat.toFixed(6)}`).toBe(dragged);
});

test('who was slower is told and decides; nothing is lost on the way to another page', async ({
  admin,
  map,
}) => {
  const placing = new Placing(admin);
  const { id, name } = await take(admin, map, placing);
  const grip = admin.getByRole('button', { name: /：拖动以移动$|: drag to move$/ });
  await placing.drag(grip, -50, 40);
  await placing.expectUnsaved(1);
  const mine = await placing.panel.locator('.tabular-nums').textContent();
  const { physicalPoint } = await cameraOf(admin, id);
  await moveElsewhere(
    admin,
    id,
    (physicalPoint?.lon ?? 0) + 0.003,
    (physicalPoint?.lat ?? 0) + Math.random() / 1_000,
  );

  await admin.getByRole('link', { name: /^电视墙|^Wall/ }).click();
  await expect(admin).toHaveURL(/\/wall/);
  await admin.goBack();
  await placing.expectUnsaved(1);
  await placing.bar.getByRole('button', { name: /^保存$|^Save$/ }).click();
  const told = placing.bar.getByRole('alert');
  await expect(told).toContainText(name);
  await placing.expectUnsaved(1);
  await told.getByRole('button', { name: /^保留我的$|^Keep mine$/ }).click();
  await expect(told).toHaveCount(0);
  await placing.bar.getByRole('button', { name: /^保存$|^Save$/ }).click();
  await placing.expectUnsaved(0);

  const { displayPoint } = await cameraOf(admin, id);
  const { lon, lat } = displayPoint ?? { lon: 0, lat: 0 };
  expect(`${lon.toFixed(6)}, ${lat.toFixed(6)}`).toBe(mine);
});

test('a camera is put onto the nearest road, with its chainage', async ({ admin, map }) => {
  const placing = new Placing(admin);
  const { id } = await take(admin, map, placing);
  const grip = admin.getByRole('button', { name: /：拖动以移动$|: drag to move$/ });
  await placing.drag(grip, 12, 3);
  await placing.panel.getByRole('button', { name: /^贴到道路$|^Snap to road$/ }).click();
  await expect(placing.panel).toContainText(/0 m/);
  await placing.bar.getByRole('button', { name: /^保存$|^Save$/ }).click();
  await placing.expectUnsaved(0);

  const { road, direction, chainageM } = await cameraOf(admin, id);
  expect(road?.code).toMatch(/^[GS]\d+$/);
  expect(direction).toMatch(/up|down/);
  expect(Number.isInteger(chainageM)).toBe(true);
  await placing.bar.getByRole('button', { name: /^结束编辑$|^Stop placing$/ }).click();
  await expect(placing.bar).toHaveCount(0);
});
