import { readFile } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/node';
import { expect, test } from '../fixtures/test.ts';
import { PatrolPage } from '../pages/patrol-page.ts';

test('what a patrol finds abnormal is a fault: assigned, mended, closed, exported', async ({
  admin,
}) => {
  test.setTimeout(240_000);
  const patrol = new PatrolPage(admin);
  const planId = await patrol.makePlan({
    ...{ name: 'e2e 夜班', road: 'G42', from: 'K0', to: 'K2000', cells: '1' },
    ...{ dwellS: 120, attested: true },
  });
  await patrol.run(planId);
  await patrol.cell(0).focus();
  await admin.keyboard.press('x');
  const mark = admin.getByRole('dialog');
  await mark.getByLabel(/异常类型|What is wrong/).selectOption('blocked');
  await mark.getByRole('button', { name: /标记异常|Mark abnormal/ }).click();
  await expect(patrol.cell(0).locator('[data-remark="abnormal"]')).toBeVisible();
  await patrol.button(/^(结束|End)$/).click();

  await patrol.showRuns();
  await patrol
    .button(/e2e 夜班/)
    .first()
    .click();
  const record = admin.getByRole('dialog').locator('[data-result="abnormal"]');
  await record.getByRole('link', { name: /故障|Fault/ }).click();

  const details = admin.getByRole('complementary', { name: /^(故障详情|Fault)$/ });
  await expect(details.locator('[data-step="found"]').first()).toBeVisible();
  const state = details.locator('dd').first();
  const act = async (name: RegExp, text: string) => {
    await details.getByRole('button', { name }).click();
    const inCharge = details.getByLabel(/负责人|In charge/);
    if (await inCharge.isVisible()) await inCharge.fill('e2e 维护班');
    await details.getByLabel(/说明|Remark/).fill(text);
    await details.locator('form').getByRole('button', { name }).click();
  };
  await act(/^(派发|Assign)$/, 'e2e 派发');
  await expect(state).toHaveText(/处理中|Assigned/);
  await act(/^(已修复|Mended)$/, 'e2e 修复');
  await expect(state).toHaveText(/已修复|Mended/);
  await act(/^(关闭|Close)$/, 'e2e 关闭');
  await expect(state).toHaveText(/已关闭|Closed/);
  await expect(details.locator('[data-step]').last()).toContainText('e2e 关闭');

  await admin.getByLabel(/^(状态|State)$/).selectOption('closed');
  const row = admin.getByRole('row').filter({ hasText: 'e2e 维护班' }).first();
  await expect(row).toContainText(/画面遮挡|Blocked/);
  const downloading = admin.waitForEvent('download');
  await admin.getByRole('link', { name: /^(导出|Export)$/ }).click();
  const rows = await readSheet(await readFile(await (await downloading).path()));
  expect(rows.flat()).toContain('e2e 维护班');
});
