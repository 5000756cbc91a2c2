import { expect, type Locator, type Page } from '@playwright/test';

/** The console's home: search, trees, map, pinned pictures. */
export class MapPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get search(): Locator {
    return this.page.getByRole('combobox', { name: /搜索摄像机|Search cameras/ });
  }

  get pins(): Locator {
    return this.page.getByRole('region', { name: /的实时画面$|^Live picture of/ });
  }

  /** How many cameras are selected, and what can be done with them. */
  get selection(): Locator {
    return this.page.getByRole('region', { name: /^所选摄像机$|^Selected cameras$/ });
  }

  async expectSelected(count: number | RegExp): Promise<void> {
    const text = typeof count === 'number' ? new RegExp(`\\D${count}\\D`) : count;
    await expect(this.selection.getByRole('status')).toHaveText(text);
  }

  pin(name: string | RegExp): Locator {
    return this.pins.filter({ hasText: name });
  }

  /** Types into the search and opens its first answer. @returns the answer's text */
  async open(text: string): Promise<string> {
    await this.search.fill(text);
    // The answers of the search before stay until the new ones come.
    const first = this.page.getByRole('option').filter({ hasText: text }).first();
    await expect(first).toBeVisible();
    const label = (await first.textContent()) ?? '';
    await this.search.press('Enter');
    return label;
  }

  /** The player of a pin; what tests read stands in its data attributes. */
  player(pin: Locator): Player {
    return new Player(pin.locator('video[data-layer="shown"]'));
  }
}

export class Player {
  readonly root: Locator;

  constructor(root: Locator) {
    this.root = root;
  }

  async decodedFrames(): Promise<number> {
    return Number(await this.root.getAttribute('data-decoded-frames'));
  }

  /** Milliseconds from the wish to see the camera to its first decoded picture. */
  async firstPictureMs(): Promise<number> {
    return Number(await this.root.getAttribute('data-first-picture-ms'));
  }

  /** Pictures advance: at least `count` more are decoded than now. */
  async expectFrames(count: number, timeout = 40_000): Promise<void> {
    const before = await this.decodedFrames();
    await expect.poll(() => this.decodedFrames(), { timeout }).toBeGreaterThan(before + count);
  }
}
