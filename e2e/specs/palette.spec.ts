import { expect, test } from '../fixtures/test.ts';
import { MapPage } from '../pages/map-page.ts';
import { WallPage } from '../pages/wall-page.ts';

test('pages, actions and cameras are a few letters away, by keyboard alone', async ({ admin }) => {
  await admin.goto('/');
  const palette = admin.getByRole('dialog', { name: /搜索与命令|Find and do/ });
  const box = palette.getByRole('combobox');
  // Keys are heard once the page runs, which is a moment after it shows.
  const running = admin.getByRole('img', { name: /实时更新已连接|Live updates connected/ });
  await running.waitFor();
  await admin.keyboard.press('Control+k');
  await expect(box).toBeFocused();
  await box.fill('dsq');
  await expect(palette.getByRole('option').first()).toHaveText(/电视墙|Wall/);
  await admin.keyboard.press('Enter');
  const wall = new WallPage(admin);
  await expect(wall.cell(0)).toBeVisible();
  await expect(palette).toBeHidden();

  // On the wall a camera goes into the chosen cell.
  await admin.keyboard.press('Control+k');
  await box.fill('G40 K');
  const first = palette.getByRole('option').filter({ hasText: 'G40 K' }).first();
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await admin.keyboard.press('ArrowDown');
  await expect(first).toHaveAttribute('aria-selected', 'false');
  await admin.keyboard.press('ArrowUp');
  await admin.keyboard.press('Enter');
  await expect(wall.cell(0)).toHaveAttribute('data-camera', /.+/);

  // From a page without pictures the map shows it.
  await admin.goto('/patrols');
  await running.waitFor();
  await admin.keyboard.press('Control+k');
  await box.fill('G42 K');
  await expect(palette.getByRole('option').filter({ hasText: 'G42 K' }).first()).toBeVisible();
  await admin.keyboard.press('Enter');
  await expect(new MapPage(admin).pins).toHaveCount(1);

  await admin.keyboard.press('Control+k');
  await box.fill('qianse');
  await admin.keyboard.press('Enter');
  await expect(admin.locator('html')).toHaveAttribute('data-theme', 'light');
  await admin.keyboard.press('Control+k');
  await admin.keyboard.press('Escape');
  await expect(palette).toBeHidden();
});
