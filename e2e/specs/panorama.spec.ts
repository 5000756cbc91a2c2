import { spawn } from 'node:child_process';
import type { Locator, Page } from '@playwright/test';
import { colourAt } from '../fixtures/map-pixels.ts';
import { expect, test } from '../fixtures/test.ts';
import { hasFfmpeg } from '../fixtures/worker-alone.ts';
import { DevicesPage } from '../pages/devices-page.ts';
import type { MapPage } from '../pages/map-page.ts';
import { WallPage } from '../pages/wall-page.ts';

/** Seven upright bars around the sphere: which of them stands in the middle tells where one looks. */
const BARS = 'smptebars=size=640x320:rate=10,crop=640:210:0:0,scale=640:320,setsar=1';
const NAMES = ['grey', 'yellow', 'cyan', 'green', 'magenta', 'red', 'blue'] as const;
/** A page that draws without pause is photographed slowly where nothing draws in hardware. */
const SLOW = { timeout: 60_000 };
const NAME = '全景推流';

test.skip(!hasFfmpeg, 'needs ffmpeg');

/** Adds a camera that publishes an all-round picture, marked as such, and publishes to it. */
async function addPanorama(page: Page, code: string): Promise<Disposable> {
  const devices = new DevicesPage(page);
  await devices.open();
  await devices.fill({ name: NAME, code, driver: 'rtmp' });
  await devices.dialog.getByLabel(/^(画面投影|Projection)$/).selectOption('equirectangular');
  await devices.save();
  await devices.button(/查看推流地址|Show push address/).click();
  const address = await devices.dialog.getByLabel(/完整地址|Whole address/).inputValue();
  const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '10'];
  const publisher = spawn('/usr/bin/ffmpeg', [
    ...['-v', 'error', '-re', '-f', 'lavfi', '-i', BARS],
    ...[...encoder, '-f', 'flv', address],
  ]);
  return { [Symbol.dispose]: () => publisher.kill('SIGKILL') };
}

/** The bar in the middle of the view, as near as its colour comes to one of them. */
async function barAhead(page: Page, picture: Locator): Promise<string> {
  const box = await picture.boundingBox();
  if (box === null) return 'nothing';
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const [red = 0, green = 0, blue = 0] = (await colourAt(page, at)).split(',').map(Number);
  const bright = (value: number) => value > 100;
  const bars: readonly (readonly boolean[])[] = [
    [true, true, true],
    [true, true, false],
    [false, true, true],
    [false, true, false],
    [true, false, true],
    [true, false, false],
    [false, false, true],
  ];
  const seen = [red, green, blue].map(bright);
  const index = bars.findIndex((bar) => bar.every((value, channel) => value === seen[channel]));
  return NAMES[index] ?? `${red},${green},${blue}`;
}

async function openLarge(map: MapPage, code: string): Promise<Locator> {
  await map.page.goto('/');
  await map.open(code);
  await map.pins
    .first()
    .getByRole('button', { name: /^(放大|Enlarge)$/ })
    .click();
  return map.page.locator('dialog[data-large-picture]');
}

test('an all-round picture is looked around in, and shown flat when asked to', async ({ map }) => {
  test.setTimeout(400_000);
  const { page } = map;
  using _publisher = await addPanorama(page, 'panorama-1');
  const dialog = await openLarge(map, 'panorama-1');
  const view = dialog.locator('canvas[data-panorama]');
  await expect(view).toHaveAttribute('data-drawn', '', SLOW);
  await expect(dialog.locator('video[data-layer=shown]')).toHaveAttribute(
    'data-state',
    'playing',
    SLOW,
  );
  const ahead = () => barAhead(page, view);
  await expect.poll(ahead, SLOW).toBe('green');

  for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight');
  await expect(view).toHaveAttribute('data-yaw', '90');
  await expect.poll(ahead, SLOW).toBe('red');
  for (let step = 0; step < 12; step += 1) await page.keyboard.press('ArrowLeft');
  await expect(view).toHaveAttribute('data-yaw', '-90');
  await expect.poll(ahead, SLOW).toBe('yellow');
  await page.keyboard.press('ArrowUp');
  await expect(view).toHaveAttribute('data-pitch', '15');
  await expect(view).toHaveAccessibleName(/-90.*15/);

  await page.keyboard.press('0');
  await expect(view).toHaveAttribute('data-yaw', '0');
  await expect.poll(ahead, SLOW).toBe('green');
  const box = await view.boundingBox();
  if (box === null) throw new Error('no view');
  const [middle, height] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(middle, height);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, height, { steps: 5 });
  await page.mouse.up();
  await expect(view).toHaveAttribute('data-yaw', '-45');
  await expect.poll(ahead, SLOW).toBe('cyan');
  const wide = Number(await view.getAttribute('data-field'));
  await page.mouse.wheel(0, -100);
  await page.mouse.wheel(0, -100);
  await expect.poll(async () => Number(await view.getAttribute('data-field'))).toBeLessThan(wide);

  await page.keyboard.press('v');
  await expect(view).toHaveCount(0);
  const video = dialog.locator('video[data-layer=shown]');
  await expect.poll(() => barAhead(page, video), SLOW).toBe('green');
  await page.keyboard.press('v');
  await expect(view).toHaveAttribute('data-drawn', '');

  await view.evaluate((canvas) => {
    if (canvas instanceof HTMLCanvasElement)
      canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
  });
  await expect(view).toHaveCount(0);
  await expect(
    dialog.getByText(/浏览器的图形功能中断|graphics of this browser stopped/),
  ).toBeVisible();
  await page.keyboard.press('v');
  await expect(view).toHaveAttribute('data-drawn', '');
  await page.keyboard.press('Escape');

  const wall = new WallPage(page);
  await wall.goto();
  await wall.chooseLayout(1);
  await wall.fillFromSearch(['panorama-1']);
  await wall.player(0).expectFrames(10, 60_000);
  const cell = wall.cell(0);
  await expect(cell.locator('canvas[data-panorama]')).toHaveCount(0);
  await cell.focus();
  await page.keyboard.press('f');
  const enlarged = cell.locator('canvas[data-panorama]');
  await expect(enlarged).toHaveAttribute('data-drawn', '');
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight');
  await expect.poll(() => barAhead(page, enlarged), SLOW).toBe('red');
});

test('without WebGL an all-round picture is flat, and says why', async ({ map }) => {
  test.setTimeout(240_000);
  const { page } = map;
  await page.addInitScript(() => {
    const original = HTMLCanvasElement.prototype.getContext;
    Object.assign(HTMLCanvasElement.prototype, {
      getContext(this: HTMLCanvasElement, ...[kind, ...rest]: Parameters<typeof original>) {
        const ours = this.dataset.panorama !== undefined;
        return ours && kind === 'webgl2' ? null : original.call(this, kind, ...rest);
      },
    });
  });
  using _publisher = await addPanorama(page, 'panorama-2');
  const dialog = await openLarge(map, 'panorama-2');
  await expect(dialog.getByText(/浏览器不支持 WebGL 2|this browser has no WebGL 2/)).toBeVisible();
  await expect(dialog.locator('video[data-layer=shown]')).toHaveAttribute(
    'data-state',
    'playing',
    SLOW,
  );
  await expect
    .poll(() => barAhead(page, dialog.locator('video[data-layer=shown]')), SLOW)
    .toBe('green');
});
