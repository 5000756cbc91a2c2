import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { SignInPage } from '../pages/sign-in-page.ts';
import { WallPage } from '../pages/wall-page.ts';

const sheet = (page: Page) => page.getByRole('dialog', { name: /^(快捷键|Keyboard shortcuts)$/ });

/** The line of an action in the help sheet. */
const line = (page: Page, action: string) => sheet(page).locator(`[data-action="${action}"]`);

test('a key is changed, means something else at once, and follows its person', async ({
  admin,
  browser,
  site,
}) => {
  test.setTimeout(180_000);
  const wall = new WallPage(admin);
  await wall.goto();
  await wall.chooseLayout(4);
  await wall.fillFromSearch(['G40 K']);
  const cell = wall.cell(0);
  const statistics = cell.getByRole('button', { name: /^(播放统计|Playback statistics)$/ });
  await expect(statistics).toHaveAttribute('aria-keyshortcuts', 'I');

  await admin.keyboard.press('?');
  await line(admin, 'stats').click();
  await admin.keyboard.press('m');
  await expect(sheet(admin).getByRole('alert')).toHaveText(
    /M 已用于：打开 \/ 关闭声音|M is already: Sound/,
  );
  await admin.keyboard.press('5');
  await expect(sheet(admin).getByRole('alert')).toHaveText(
    /5 在此有固定用途|5 has a fixed meaning/,
  );
  await admin.keyboard.press('k');
  await expect(line(admin, 'stats')).toHaveText('K');
  await expect(sheet(admin).getByRole('alert')).toHaveCount(0);
  await admin.keyboard.press('Escape');
  await expect(sheet(admin)).toHaveCount(0);

  await expect(statistics).toHaveAttribute('aria-keyshortcuts', 'K');
  await cell.focus();
  await admin.keyboard.press('i');
  await expect(statistics).toHaveAttribute('aria-pressed', 'false');
  await admin.keyboard.press('k');
  await expect(statistics).toHaveAttribute('aria-pressed', 'true');

  await expect
    .poll(async () => {
      const asked = encodeURIComponent(JSON.stringify({ json: { part: 'keys' } }));
      const answer = await admin.request.get(`/api/trpc/desk.get?input=${asked}`);
      return JSON.stringify(await answer.json());
    })
    .toContain('"stats":"K"');
  const elsewhere = await browser.newContext({ baseURL: site.url, locale: 'en-GB' });
  const page = await elsewhere.newPage();
  await new SignInPage(page).signIn('admin', site.adminPassword);
  await page.getByRole('button', { name: /^(快捷键|Keyboard shortcuts)$/ }).click();
  await expect(line(page, 'stats')).toHaveText('K');
  await expect(line(page, 'stats')).toHaveAccessibleName(/: K,|：K，/);
  await page.getByRole('button', { name: /恢复默认按键|All keys as usual/ }).click();
  await expect(line(page, 'stats')).toHaveText('I');
  await elsewhere.close();
});
