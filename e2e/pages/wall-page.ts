import { expect, type Locator, type Page } from '@playwright/test';
import { MapPage, Player } from './map-page.ts';

/** The wall: the same dock as on the map, a grid of cells, saved views. */
export class WallPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async goto(viewId?: string): Promise<void> {
    await this.page.goto(viewId === undefined ? '/wall' : `/wall/${viewId}`);
    await expect(this.cell(0)).toBeVisible();
  }

  /** The dock is the map's, and so is its search. */
  get search(): Locator {
    return new MapPage(this.page).search;
  }

  cell(index: number): Locator {
    return this.page.locator(`[data-wall-cell="${index}"]`);
  }

  /** What the cell shows, not what waits behind it. */
  player(index: number): Player {
    return new Player(this.cell(index).locator('video[data-layer="shown"]'));
  }

  /** Camera ids of the first cells. */
  cameras(count: number): Promise<(string | null)[]> {
    const cells = Array.from({ length: count }, (_, index) => this.cell(index));
    return Promise.all(cells.map((cell) => cell.getAttribute('data-camera')));
  }

  async chooseLayout(cells: number): Promise<void> {
    const name = new RegExp(`^${cells} (分屏|cells)( |$)`);
    await this.page.getByRole('button', { name }).click();
  }

  async openFreeGrid(): Promise<void> {
    await this.page.getByRole('button', { name: /^(自由|Free)$/ }).click();
  }

  /** The opened view as one stream, on a page of its own. */
  async playAsMosaic(): Promise<Player> {
    await this.page.getByRole('button', { name: /^(更多操作|More)/ }).click();
    await this.page.getByRole('menuitem', { name: /以拼接画面播放|Play as a mosaic/ }).click();
    await this.page.waitForURL(/\/mosaic\//);
    return new Player(this.page.locator('video'));
  }

  /** Puts the search's first answers, one after another, into the chosen cell and those after it. */
  async fillFromSearch(texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      await this.search.fill(text);
      const first = this.page.getByRole('option').filter({ hasText: text }).first();
      await expect(first).toBeVisible();
      await this.search.press('Enter');
    }
    await this.search.press('Escape');
  }

  /** @returns the new view's id */
  async saveAs(name: string): Promise<string> {
    await this.page.getByRole('button', { name: /^(保存|Save)$/ }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel(/^(名称|Name)$/).fill(name);
    await dialog.getByRole('button', { name: /^(保存|Save)$/ }).click();
    await this.page.waitForURL(/\/wall\/[^/]+$/);
    return this.page.url().split('/').at(-1) ?? '';
  }

  get title(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }
}
