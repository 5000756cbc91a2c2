import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';

const PAGES = [
  '/',
  '/wall',
  '/screens',
  '/events',
  '/faults',
  '/patrols',
  '/patrols/new',
  '/devices',
  '/devices/roadside',
  '/system/users',
  '/system/audit',
  '/system/workers',
  '/system/map',
  '/system/gb28181',
  '/system/positions',
  '/screen',
  '/change-password',
];
const THEMES = ['dark', 'light'] as const;

/** Findings that keep people out, with what they were found on. */
async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 5).map(({ html }) => `${id}: ${html.slice(0, 200)}`),
    );
}

test('no page keeps people out, dark or light', async ({ admin, site }) => {
  test.setTimeout(300_000);
  await admin.context().addCookies([{ name: 'lukou-locale', value: 'zh', url: site.url }]);
  await admin.emulateMedia({ reducedMotion: 'reduce' });
  for (const path of PAGES) {
    await admin.goto(path);
    await expect(admin.locator('main').first()).toBeVisible();
    await expect(admin.locator('.waiting')).toHaveCount(0);
    for (const theme of THEMES) {
      await admin.locator('html').evaluate((html, value) => {
        html.dataset.theme = value;
      }, theme);
      expect.soft(await seriousFindings(admin), `${path}, ${theme}`).toEqual([]);
    }
  }
});

test('the sign-in page keeps nobody out', async ({ page }) => {
  await page.goto('/sign-in');
  await expect(page.getByRole('button', { name: /登录|Sign in/ }).last()).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
});
