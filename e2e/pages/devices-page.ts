import type { Locator, Page } from '@playwright/test';

export type NewCamera = {
  readonly name: string;
  readonly code: string;
  readonly driver: 'rtsp' | 'rtmp';
  readonly address?: string;
  readonly username?: string;
  readonly password?: string;
  readonly transport?: 'auto' | 'tcp' | 'udp';
};

/** Cameras as a table; adding, importing, deleting. */
export class DevicesPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.goto('/devices');
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  button(name: RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** Opens the dialog and fills everything in; nothing is saved yet. */
  async fill(camera: NewCamera): Promise<void> {
    await this.button(/^(添加摄像机|Add camera)$/).click();
    const { dialog } = this;
    await dialog.getByLabel(/接入方式|Access/).selectOption(camera.driver);
    if (camera.address)
      await dialog.getByLabel(/主码流地址|Main stream address/).fill(camera.address);
    if (camera.username)
      await dialog.getByLabel(/设备用户名|Device user name/).fill(camera.username);
    if (camera.password) await dialog.getByLabel(/设备密码|Device password/).fill(camera.password);
    if (camera.transport)
      await dialog.getByLabel(/^(传输|Transport)$/).selectOption(camera.transport);
    await dialog.getByLabel(/^(名称|Name)$/).fill(camera.name);
    await dialog.getByLabel(/^(编码|Code)$/).fill(camera.code);
    await dialog.getByLabel(/^(行政区划|Division)$/).selectOption({ index: 1 });
    await dialog
      .getByLabel(/^(经度|Longitude)$/)
      .first()
      .fill('117.27');
    await dialog
      .getByLabel(/^(纬度|Latitude)$/)
      .first()
      .fill('31.86');
  }

  async save(): Promise<void> {
    await this.dialog.getByRole('button', { name: /^(添加|Add)$/ }).click();
  }

  row(name: string): Locator {
    return this.page.getByRole('row').filter({ hasText: name });
  }
}
