import type { Browser, Locator, Page } from '@playwright/test';
import { Player } from './map-page.ts';

/** The browser of a physical screen: nobody is signed in on it. */
export class KioskPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, url: string): Promise<KioskPage> {
    const context = await browser.newContext({ baseURL: url });
    const kiosk = new KioskPage(await context.newPage());
    await kiosk.page.goto('/screen');
    return kiosk;
  }

  async code(): Promise<string> {
    return (await this.page.locator('[data-code]').getAttribute('data-code')) ?? '';
  }

  get root(): Locator {
    return this.page.locator('[data-screen]');
  }

  get shown(): Locator {
    return this.page.locator('[data-version]');
  }

  get number(): Locator {
    return this.page.locator('[data-identify]');
  }

  cell(index: number): Locator {
    return this.page.locator(`[data-wall-cell="${index}"]`);
  }

  player(index: number): Player {
    return new Player(this.cell(index).locator('video[data-layer="shown"]'));
  }
}
