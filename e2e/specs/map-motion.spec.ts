import type { Page } from '@playwright/test';
import { stageMiddle } from '../fixtures/map-pixels.ts';
import { expect, test } from '../fixtures/test.ts';

/** What a frame takes on a computer without a graphics card, at the least. */
const FRAME_MS = 70;
/** Some pixels of a map of single cameras, in degrees; the drag is of a hundred. */
const NEAR = 0.001;

/** Frames come no faster than that from now on. */
async function slowScreen(page: Page): Promise<void> {
  await page.addInitScript((frameMs) => {
    const next = window.requestAnimationFrame.bind(window);
    let last = 0;
    window.requestAnimationFrame = (run) =>
      next(function wait(now) {
        if (now - last < frameMs && now !== last) next(wait);
        else {
          last = now;
          run(now);
        }
      });
  }, FRAME_MS);
}

/** Pixels drawn for one of the page's own, across. */
function resolution(page: Page): Promise<number> {
  return page
    .locator('canvas')
    .filter({ visible: true })
    .first()
    .evaluate((canvas: HTMLCanvasElement) => canvas.width / canvas.clientWidth);
}

/** Longitude and latitude as the map tells them. */
async function groundUnderPointer(page: Page): Promise<number[]> {
  const told = page.getByText(/^\d+\.\d{5}, \d+\.\d{5}$/);
  await expect(told).toBeVisible();
  return ((await told.textContent()) ?? '').split(', ').map(Number);
}

test('a map that cannot follow the hand is drawn coarser until it rests', async ({
  admin,
  map,
}) => {
  await slowScreen(admin);
  await admin.goto('/');
  const { x, y } = await stageMiddle(admin);
  await map.open('G4');
  await expect(map.pins).toHaveCount(1);
  const whole = await resolution(admin);

  await admin.mouse.move(x - 200, y);
  const held = await groundUnderPointer(admin);
  await admin.mouse.down();
  const steps = 60;
  let coarsest = whole;
  for (let step = 1; step <= steps; step += 1) {
    await admin.mouse.move(x - 200 - step * 2, y - step);
    await admin.waitForTimeout(20);
    coarsest = Math.min(coarsest, await resolution(admin));
  }
  await admin.mouse.up();

  expect(coarsest).toBeCloseTo(whole / 2, 1);
  await expect.poll(() => resolution(admin)).toBeCloseTo(whole, 2);
  // The hand never lost the map: what it took hold of is still under it.
  const [lon = 0, lat = 0] = await groundUnderPointer(admin);
  expect(Math.abs(lon - (held[0] ?? 0))).toBeLessThan(NEAR);
  expect(Math.abs(lat - (held[1] ?? 0))).toBeLessThan(NEAR);
});
