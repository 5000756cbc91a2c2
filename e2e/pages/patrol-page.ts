import { expect, type Locator, type Page } from '@playwright/test';
import { Player } from './map-page.ts';

/** Plans, their editor, and a patrol on the wall. */
export class PatrolPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  button(name: RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** A new plan with the cameras of a stretch of road. */
  async makePlan(plan: {
    name: string;
    road: string;
    from: string;
    to: string;
    cells: string;
    dwellS: number;
    attested?: boolean;
    loop?: boolean;
  }): Promise<string> {
    await this.page.goto('/patrols/new');
    await this.page.getByLabel(/^(计划|Plan)$/).fill(plan.name);
    await this.button(/批量添加|Add many/).click();
    const dialog = this.page.getByRole('dialog');
    const road = dialog.getByLabel(/路线|road/i).first();
    await road.locator('option', { hasText: plan.road }).first().waitFor({ state: 'attached' });
    const value = await road
      .locator('option', { hasText: plan.road })
      .first()
      .getAttribute('value');
    await road.selectOption(value);
    await dialog.getByLabel(/^(方向|Direction)$/).selectOption('up');
    await dialog.getByLabel(/起点桩号|From chainage/).fill(plan.from);
    await dialog.getByLabel(/终点桩号|To chainage/).fill(plan.to);
    await dialog.getByRole('button', { name: /^(添加 [1-9]\d* 路|Add [1-9]\d*)$/ }).click();
    const settings = this.page.getByRole('complementary', { name: /计划设置|Plan settings/ });
    await settings.getByLabel(/每页分屏|Cells a page/).selectOption(plan.cells);
    await settings.getByLabel(/停留秒数|Seconds on the screen/).fill(String(plan.dwellS));
    if (plan.attested === true) await settings.getByLabel(/巡检留痕|Attestation/).check();
    if (plan.loop === false) await settings.getByLabel(/循环执行|^Loop$/).uncheck();
    await this.button(/^(保存|Save)$/).click();
    await this.page.waitForURL(/\/patrols\/c[a-z0-9]+$/);
    return this.page.url().split('/').at(-1) ?? '';
  }

  async run(planId: string): Promise<void> {
    await this.page.goto(`/wall?patrol=${planId}`);
    await this.untilPage(0);
  }

  get grid(): Locator {
    return this.page.locator('[data-patrol]');
  }

  cell(index: number): Locator {
    return this.page.locator(`[data-wall-cell="${index}"]`);
  }

  /** What the cell shows, not what waits behind it. */
  player(index: number): Player {
    return new Player(this.cell(index).locator('video[data-layer="shown"]'));
  }

  cameras(count: number): Promise<(string | null)[]> {
    const cells = Array.from({ length: count }, (_, index) => this.cell(index));
    return Promise.all(cells.map((cell) => cell.getAttribute('data-camera')));
  }

  async untilPage(page: number): Promise<void> {
    await expect(this.grid).toHaveAttribute('data-patrol-page', String(page), { timeout: 30_000 });
  }

  async cellAreas(count: number) {
    const boxes = await Promise.all(
      Array.from({ length: count }, (_, index) => this.cell(index).boundingBox()),
    );
    return boxes.flatMap((box) => box ?? []);
  }

  async showRuns(): Promise<void> {
    await this.page.goto('/patrols');
    await this.page.getByRole('tab', { name: /巡检记录|Runs/ }).click();
  }
}
