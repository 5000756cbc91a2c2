import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { WallPage } from '../pages/wall-page.ts';

/** The first pictures of a fresh demo site are drawn when they are asked for. */
const FIRST_SCENES_MS = 90_000;
const FOUR = ['G40 K', 'G42 K', 'G50 K', 'G3 K'];

async function fillWall(page: Page, cells: number, cameras: readonly string[]): Promise<WallPage> {
  const wall = new WallPage(page);
  await wall.goto();
  await wall.chooseLayout(cells);
  await wall.fillFromSearch([...cameras]);
  return wall;
}

test('a picture is enlarged by wheel and key, and one at a time is heard', async ({ admin }) => {
  const wall = await fillWall(admin, 4, FOUR.slice(0, 2));
  await wall.player(0).expectFrames(10);
  const cell = wall.cell(0);
  const layer = cell.locator('[data-level] > div').first();
  await cell.hover();
  await admin.mouse.wheel(0, -100);
  await admin.mouse.wheel(0, -100);
  await expect(
    cell.getByRole('button', { name: /恢复完整画面|Show the whole picture/ }),
  ).toHaveText('1.6×');
  await expect(layer).toHaveAttribute('style', /scale\(1\.5625\)/);
  await cell.focus();
  await admin.keyboard.press('0');
  await expect(layer).not.toHaveAttribute('style', /scale/);
  await admin.keyboard.press('+');
  await expect(layer).toHaveAttribute('style', /scale\(1\.25\)/);

  const audible = () =>
    admin
      .locator('[data-wall-cell]')
      .evaluateAll((cells) =>
        cells.flatMap((one, index) =>
          [...one.querySelectorAll('video')].some((video) => !video.muted) ? [index] : [],
        ),
      );
  await admin.keyboard.press('m');
  await expect.poll(audible).toEqual([0]);
  await wall.cell(1).focus();
  await admin.keyboard.press('m');
  await expect.poll(audible).toEqual([1]);
  await admin.keyboard.press('m');
  await expect.poll(audible).toEqual([]);
});

test('what is seen is recorded into a file that others play, from its beginning', async ({
  admin,
}) => {
  test.skip(!existsSync('/usr/bin/ffprobe'), 'needs ffprobe');
  const wall = await fillWall(admin, 1, FOUR.slice(0, 1));
  await wall.player(0).expectFrames(10, FIRST_SCENES_MS);
  await wall.cell(0).focus();
  await admin.keyboard.press('Shift+S');
  const notice = wall.cell(0).locator('[data-recording]');
  await expect(notice).toContainText(/0:\d\d · ([1-9]\d*\.\d|0\.[3-9]) MB/);
  const download = admin.waitForEvent('download');
  await admin.keyboard.press('Shift+S');
  const file = await download;
  await expect(notice).toHaveCount(0);
  expect(file.suggestedFilename()).toMatch(/^G40_K.*\.mp4$/);
  const told = execFileSync('/usr/bin/ffprobe', [
    ...['-v', 'error', '-count_packets', '-show_entries'],
    'stream=codec_name,start_time,nb_read_packets',
    ...['-of', 'json', '-select_streams', 'v', await file.path()],
  ]);
  const [video] = JSON.parse(told.toString()).streams;
  expect(video.codec_name).toBe('h264');
  expect(Math.abs(Number(video.start_time))).toBeLessThan(0.5);
  expect(Number(video.nb_read_packets)).toBeGreaterThan(10);
});

test('what was shown is shown again, marked as such, and leads back to live', async ({ admin }) => {
  test.setTimeout(240_000);
  const wall = await fillWall(admin, 1, FOUR.slice(0, 1));
  const cell = wall.cell(0);
  await expect(cell.locator('[data-quality]')).toHaveAttribute('data-quality', 'main', {
    timeout: FIRST_SCENES_MS,
  });
  const { root } = wall.player(0);
  const time = () =>
    root.evaluate((video) => (video instanceof HTMLVideoElement ? video.currentTime : 0));
  const since = await time();
  await expect.poll(time, { timeout: 30_000 }).toBeGreaterThan(since + 6);
  const before = await time();
  await cell.hover();
  await cell.getByRole('button', { name: /回看最近|See the last/ }).click();
  await expect(root).toHaveAttribute('data-again', /^\d+$/);
  expect(await time()).toBeLessThan(before);
  await wall.player(0).expectFrames(10);
  await cell.getByRole('button', { name: /返回实时|Back to live/ }).click();
  await expect(root).not.toHaveAttribute('data-again', /./);
  await expect.poll(time).toBeGreaterThan(before);
});
