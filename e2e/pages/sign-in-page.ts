import type { Page } from '@playwright/test';

export class SignInPage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async fill(username: string, password: string): Promise<void> {
    await this.page.goto('/sign-in');
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
