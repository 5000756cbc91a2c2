import { expect, test } from '../fixtures/test.ts';
import { SignInPage } from '../pages/sign-in-page.ts';

test('nothing is shown without signing in', async ({ page, site }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
  const picture = await page.request.get(`${site.url}/api/pictures/any.jpg`);
  expect(picture.status()).toBe(401);
});

test('a wrong password is refused with a reason, and a run of them locks the account', async ({
  admin,
  browser,
  site,
}) => {
  // Another account, so that the administrator of the other specs is not locked.
  await admin.goto('/system/users');
  await admin.getByRole('button', { name: /添加用户|Add user/ }).click();
  await admin.getByLabel(/用户名|User name/).fill('lockout');
  await admin.getByLabel(/姓名|显示名|Name/).fill('lockout');
  await admin
    .getByRole('button', { name: /保存|添加|创建|Save|Add|Create/ })
    .last()
    .click();
  await expect(admin.getByRole('heading', { name: /一次性密码|one-time/i })).toBeVisible();

  const stranger = await browser.newPage({ baseURL: site.url });
  const signIn = new SignInPage(stranger);
  await signIn.fill('lockout', 'not-the-password');
  await expect(stranger.locator('p[role=alert]')).toContainText(/密码|password/);
  for (let count = 0; count < 5; count++) {
    await signIn.fill('lockout', 'not-the-password');
    await expect(stranger.locator('p[role=alert]')).toBeVisible();
  }
  await expect(stranger.locator('p[role=alert]')).toContainText(/秒后重试|seconds/);
  await stranger.close();
});

test('signing out everywhere ends the other session too', async ({ browser, site }) => {
  const [first, second] = await Promise.all([
    browser.newPage({ baseURL: site.url }),
    browser.newPage({ baseURL: site.url }),
  ]);
  await new SignInPage(first).signIn('admin', site.adminPassword);
  await new SignInPage(second).signIn('admin', site.adminPassword);
  await first.getByRole('button', { name: /账户|Account/ }).click();
  await first.getByRole('menuitem', { name: /在所有设备上退出|Sign out everywhere/ }).click();
  await expect(first).toHaveURL(/\/sign-in/);
  await second.reload();
  await expect(second).toHaveURL(/\/sign-in/);
  await first.close();
  await second.close();
});

test('answers carry strict headers and pages run under a content-security policy without complaint', async ({
  map,
  site,
}) => {
  const complaints: string[] = [];
  map.page.on('console', (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  await map.page.reload();
  await map.open('G40 K');
  await map.player(map.pins.first()).expectFrames(5);
  const answer = await map.page.request.get(site.url);
  expect(answer.headers()['content-security-policy']).toContain("script-src 'self' 'nonce-");
  expect(answer.headers()['x-content-type-options']).toBe('nosniff');
  expect(complaints).toEqual([]);
});
