import { SimulatedDome } from '../fixtures/simulated-dome.ts';
import { expect, test } from '../fixtures/test.ts';
import { addDome, DOME_NAME } from '../pages/add-dome.ts';
import { WallPage } from '../pages/wall-page.ts';

/** What a stop may take on the wire after the hand is gone: 600 ms of silence and the way. */
const STOPPED_WITHIN_MS = 700;
const DRAWN_WITHIN_MS = 120_000;

test('an ONVIF camera is added, stands on the wall, moves while it is held and stops', async ({
  admin,
  site,
}, info) => {
  test.setTimeout(2 * DRAWN_WITHIN_MS);
  const dome = new SimulatedDome(site, `e2e-dome-${info.retry}`);
  await addDome(admin, dome);
  const wall = new WallPage(admin);
  await wall.goto();
  await wall.chooseLayout(4);
  await wall.fillFromSearch([DOME_NAME]);
  // Its scene is drawn when it is first looked at.
  await wall.player(0).expectFrames(10, DRAWN_WITHIN_MS);
  await admin.keyboard.press('1');
  await admin.keyboard.press('p');
  const panel = admin.locator('[data-ptz-panel]');
  await expect(panel.getByText(DOME_NAME)).toBeVisible();

  await test.step('the pad, held and released', async () => {
    const right = panel.locator('[data-direction="right"]');
    await right.hover();
    await admin.mouse.down();
    const move = await dome.expectLast('ContinuousMove');
    expect(move.detail).toMatchObject({ pan: 0.5, tilt: 0 });
    await admin.mouse.up();
    await dome.expectLast('Stop');
  });

  await test.step('keys, held and released', async () => {
    await admin.keyboard.down('ArrowUp');
    const move = await dome.expectLast('ContinuousMove');
    expect(move.detail).toMatchObject({ pan: 0, tilt: 0.5 });
    await admin.keyboard.up('ArrowUp');
    await dome.expectLast('Stop');
  });

  await test.step('who moved it last is said in the time of the site', async () => {
    const said = await panel.getByText(/^(最后操作|Last: )/).textContent();
    const [time = ''] = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.exec(said ?? '') ?? [];
    const there = Date.parse(`${time.replace(' ', 'T')}+08:00`);
    expect(Math.abs(Date.now() - there)).toBeLessThan(5 * 60_000);
  });

  await test.step('the picture, pressed and released', async () => {
    const box = await wall.cell(0).locator('[data-picture-steer]').boundingBox();
    if (!box) throw new Error('no picture to steer');
    await admin.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
    await admin.mouse.down();
    const move = await dome.expectLast('ContinuousMove');
    expect(move.detail.pan).toBeGreaterThan(0.3);
    await admin.mouse.up();
    await dome.expectLast('Stop');
  });

  await test.step('a box drawn in the picture is turned to', async () => {
    const box = await wall.cell(0).locator('[data-picture-steer]').boundingBox();
    if (!box) throw new Error('no picture to steer');
    await admin.keyboard.down('Shift');
    await admin.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
    await admin.mouse.down();
    await admin.mouse.move(box.x + box.width * 0.9, box.y + box.height * 0.7);
    await expect(wall.cell(0).locator('[data-drawn-box]')).toBeVisible();
    await admin.mouse.up();
    await admin.keyboard.up('Shift');
    const { detail } = await dome.expectLast('RelativeMove');
    expect(Number(detail.pan)).toBeGreaterThan(0.05);
    expect(Number(detail.zoom)).toBeGreaterThan(0.02);
  });

  await test.step('on a low window the pad stays round and the panel scrolls', async () => {
    const usual = admin.viewportSize();
    await admin.setViewportSize({ width: 1366, height: 420 });
    const pad = await panel.getByRole('group', { name: /^(方向|Direction)/ }).boundingBox();
    expect(pad?.height).toBe(pad?.width);
    if (usual) await admin.setViewportSize(usual);
  });

  await test.step('a preset is kept with its picture and called by its number', async () => {
    await panel.getByLabel(/新预置位名称|Name of a new preset/).fill('桥头');
    await panel.getByLabel(/新预置位名称|Name of a new preset/).press('Enter');
    const preset = panel.getByRole('button', { name: /(转到预置位|Go to preset) 1/ });
    await expect(preset.locator('img')).toBeVisible();
    await panel.getByRole('heading', { name: DOME_NAME }).click();
    await admin.keyboard.press('1');
    await dome.expectLast('GotoPreset');
  });

  await test.step('a cruise is made, ordered, led by the server, and rests with a press', async () => {
    await panel.getByLabel(/新预置位名称|Name of a new preset/).fill('匝道');
    await panel.getByLabel(/新预置位名称|Name of a new preset/).press('Enter');
    await expect(panel.getByRole('button', { name: /(转到预置位|Go to preset) 2/ })).toBeVisible();
    await panel.getByRole('button', { name: /新建巡航|New cruise/ }).click();
    const editor = panel.locator('[data-cruise-editor]');
    await editor.getByLabel(/巡航名称|Name of the cruise/).fill('夜间');
    for (const at of [0, 1])
      await editor
        .locator(`[data-stop="${at}"]`)
        .getByLabel(/停留|Seconds/)
        .fill('3');
    const chosen = editor.getByLabel(/点的预置位|Preset of stop/);
    await chosen.nth(0).focus();
    await admin.keyboard.press('Alt+ArrowDown');
    await expect(chosen.nth(0)).toHaveValue('2');
    await editor.locator('[data-stop="1"]').dragTo(editor.locator('[data-stop="0"]'));
    await expect(chosen.nth(0)).toHaveValue('1');
    await editor.getByRole('button', { name: /保存|Save/ }).click();
    await dome.forget();
    await panel.getByRole('button', { name: /开始巡航|Start the cruise/ }).click();
    await expect(panel.locator('[data-cruise="running"]')).toContainText(/admin/);
    await expect.poll(() => dome.presetsCalled(), { timeout: 15_000 }).toEqual(['1', '2', '1']);
    await panel.getByRole('heading', { name: DOME_NAME }).click();
    await admin.keyboard.down('ArrowLeft');
    await dome.expectLast('ContinuousMove');
    await admin.keyboard.up('ArrowLeft');
    await expect(panel.locator('[data-cruise="resting"]')).toBeVisible();
    await panel.getByRole('button', { name: /(删除巡航|Delete the cruise) 夜间/ }).click();
    const dialog = admin.getByRole('dialog', { name: /删除巡航|Delete the cruise/ });
    await dialog.getByRole('button', { name: /^(删除巡航|Delete the cruise)$/ }).click();
    await expect(panel.locator('[data-cruise]')).toHaveCount(0);
  });

  await test.step('a scan is limited by steering there, runs, and rests with the space bar', async () => {
    const scan = panel.locator('[data-scan]');
    const start = scan.getByRole('button', { name: /^(开始|Start)$/ });
    await expect(start).toBeDisabled();
    await admin.keyboard.down('ArrowLeft');
    await dome.expectLast('ContinuousMove');
    await admin.keyboard.up('ArrowLeft');
    await dome.expectLast('Stop');
    await scan.getByRole('button', { name: /左边界|Left limit/ }).click();
    const pan = async () => (await dome.state()).position.pan;
    const left = await pan();
    await admin.keyboard.down('ArrowRight');
    await expect.poll(pan).toBeGreaterThan(left + 0.1);
    await admin.keyboard.up('ArrowRight');
    await dome.expectLast('Stop');
    await scan.getByRole('button', { name: /右边界|Right limit/ }).click();
    await start.click();
    await expect(panel.locator('[data-scan="running"]')).toContainText(/admin/);
    await dome.expectLast('ContinuousMove');
    await panel.getByRole('heading', { name: DOME_NAME }).click();
    await admin.keyboard.press('Space');
    await dome.expectLast('Stop');
    await expect(panel.locator('[data-scan="resting"]')).toBeVisible();
  });

  await test.step('a page that is gone lets go', async () => {
    await dome.forget();
    await admin.keyboard.down('ArrowLeft');
    await dome.expectLast('ContinuousMove');
    const goneAt = Date.now();
    await admin.close();
    const stop = await dome.expectLast('Stop');
    expect(stop.at - goneAt).toBeLessThan(STOPPED_WITHIN_MS);
  });
});
