import { expect, test } from '../fixtures/test.ts';

test('layers go off, follow to another browser, and a named view brings them and its place back', async ({
  admin,
  site,
  browser,
}) => {
  const layers = admin.getByRole('button', { name: /^图层与图例$|^Layers and legend$/ });
  await admin.goto('/');
  await layers.click();
  const panel = admin.getByRole('region', { name: /^图层与图例$|^Layers and legend$/ });
  const posts = panel.getByRole('checkbox', { name: /^桩号$|^Chainage posts$/ });
  const kept = admin.waitForResponse((answer) => answer.url().includes('desk.keep'));
  await posts.uncheck();
  expect((await kept).ok()).toBe(true);

  // Another browser of the same person, which has nothing of its own.
  const other = await browser.newContext({ storageState: await admin.context().storageState() });
  const page = await other.newPage();
  await page.addInitScript(() => localStorage.clear());
  await page.goto(site.url);
  await expect(page.getByRole('checkbox', { name: /^桩号$|^Chainage posts$/ })).not.toBeChecked();
  await other.close();

  const canvas = admin.locator('canvas').first();
  await canvas.press('+');
  await canvas.press('g');
  const dialog = admin.getByRole('dialog');
  await dialog.getByRole('textbox').fill('早高峰');
  await dialog.getByRole('textbox').press('Enter');
  const row = dialog.getByRole('button', { name: /早高峰$/ }).first();
  await expect(row).toBeVisible();
  await dialog.getByRole('button', { name: /^关闭$|^Close$/ }).click();

  await posts.check();
  await expect(posts).toBeChecked();
  await admin.keyboard.press('Control+k');
  await admin.keyboard.type('早高峰');
  await admin.keyboard.press('Enter');
  await expect(posts).not.toBeChecked();

  await canvas.press('g');
  await dialog.getByRole('button', { name: /^删除 早高峰$|^Remove 早高峰$/ }).click();
  await expect(row).toHaveCount(0);
  await dialog.getByRole('button', { name: /^关闭$|^Close$/ }).click();
  await admin.getByRole('button', { name: /^撤销$|^Undo$/ }).click();
  await canvas.press('g');
  await expect(row).toBeVisible();
});
