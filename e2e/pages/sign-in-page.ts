import type { Page } from '@playwright/test';

export class SignInPage {
  private readonly page: Page;
  private readonly origin: string;

  /** `origin` names another site than the one all specs share. */
  constructor(page: Page, origin = '') {
    this.page = page;
    this.origin = origin;
  }

  async fill(username: string, password: string): Promise<void> {
    await this.page.goto(`${this.origin}/sign-in`);
    await this.page.getByLabel(/用户名|User name/).fill(username);
    await this.page.getByLabel(/^(密码|Password)$/).fill(password);
    await this.page.getByRole('button', { name: /登录|Sign in/ }).click();
  }

  /** Signs in and waits for the map. */
  async signIn(username: string, password: string): Promise<void> {
    await this.fill(username, password);
    await this.page.waitForURL((url) => url.pathname === '/');
  }
}
