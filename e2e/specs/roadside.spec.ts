import { expect, test } from '../fixtures/test.ts';

test('a message sign is placed by its chainage, and its card plays the camera beside it', async ({
  map,
}, { retry }) => {
  const { page } = map;
  const name = `桥前诱导屏 ${retry}`;
  await page.goto('/devices/roadside');
  await page.getByRole('button', { name: /^(添加路侧设备|Add roadside device)$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^(名称|Name)$/).fill(name);
  await dialog.getByLabel(/^(编码|Code)$/).fill(`VMS-BRIDGE-${retry}`);
  await dialog.getByLabel(/^(路线|Road)$/).selectOption({ label: 'G40 沪陕高速' });
  await dialog.getByLabel(/^(桩号|Chainage)$/).fill('K612+100');
  await dialog.getByRole('button', { name: /^(添加|Add)$/ }).click();
  await expect(dialog).toBeHidden();

  await page.getByRole('searchbox').fill(name);
  await page
    .getByRole('button', { name: new RegExp(`: ${name}$`) })
    .first()
    .click();
  const card = page.getByRole('dialog', { name: new RegExp(name) });
  await expect(card).toContainText('G40 K612+100');
  await card.getByRole('button', { name: /G40 K612\+300 上行 桥头/ }).click();
  await expect(map.pin('K612+300')).toBeVisible();

  await page.goto('/devices/roadside');
  await expect(page.getByRole('row').nth(1)).toBeVisible(); // the page listens from then on
  await page.getByRole('searchbox').fill(name);
  await page.getByRole('button', { name: new RegExp(`^(删除|Delete): ${name}$`) }).click();
  await expect(page.getByText(name)).toHaveCount(0);
});
