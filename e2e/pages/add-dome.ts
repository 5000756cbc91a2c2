import { expect, type Page } from '@playwright/test';
import type { SimulatedDome } from '../fixtures/simulated-dome.ts';

export const DOME_NAME = '云台球机';

/** Adds a simulated ONVIF camera the way people add devices. */
export async function addDome(page: Page, dome: SimulatedDome, name = DOME_NAME): Promise<void> {
  await page.goto('/devices');
  await page.getByRole('button', { name: /添加 ONVIF 设备|Add ONVIF device/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^(设备地址|Address of the device)$/).fill(dome.address);
  await dialog.getByRole('button', { name: /读取设备|Ask the device/ }).click();
  await expect(dialog.getByText('Lukou Simulated dome')).toBeVisible();
  await dialog.getByLabel(/通道 1 的名称|Name of channel 1/).fill(name);
  await dialog.getByLabel(/区划|area/i).selectOption({ index: 3 });
  await dialog.getByRole('button', { name: /添加 1 台摄像机|Add 1 cameras/ }).click();
  await expect(dialog).toBeHidden();
}
