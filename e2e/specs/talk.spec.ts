import config from '../../playwright.config.ts';
import { SimulatedDome } from '../fixtures/simulated-dome.ts';
import { expect, test } from '../fixtures/test.ts';
import { addDome } from '../pages/add-dome.ts';
import { WallPage } from '../pages/wall-page.ts';

const DRAWN_WITHIN_MS = 120_000;
const NAME = '对讲球机';

/** Chromium's own microphone: a beep a second. */
const { launchOptions } = config.use ?? {};
test.use({
  permissions: ['microphone'],
  launchOptions: {
    ...launchOptions,
    args: [
      ...(launchOptions?.args ?? []),
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  },
});

test('a camera says what is spoken while its button or key is held', async ({ admin, site }) => {
  test.setTimeout(2 * DRAWN_WITHIN_MS);
  // The scene of this code has sound, so that it has a loudspeaker.
  const dome = new SimulatedDome(site, 'e2e-talk-5');
  await addDome(admin, dome, NAME);
  const wall = new WallPage(admin);
  await wall.goto();
  await wall.chooseLayout(4);
  await wall.fillFromSearch([NAME]);
  await wall.player(0).expectFrames(10, DRAWN_WITHIN_MS);
  const cell = wall.cell(0);
  const tool = cell.getByRole('button', { name: /^(对讲：按住说话|Talk: hold to speak)$/ });
  const onAir = cell.locator('[data-talk-on-air]');
  const talkers = async () => (await dome.heard()).talkers;

  await test.step('the button, held and released', async () => {
    await tool.hover();
    await admin.mouse.down();
    await expect(onAir).toBeVisible();
    await expect.poll(async () => (await dome.heard()).packets).toBeGreaterThan(100);
    // The beep is loud; a silent microphone would be below −60 dB.
    await expect.poll(async () => (await dome.heard()).peakDb ?? -99).toBeGreaterThan(-30);
    await admin.screenshot({ path: test.info().outputPath('on-air.png') });
    await admin.mouse.up();
    await expect(onAir).toBeHidden();
    await expect.poll(talkers).toBe(0);
    expect((await dome.heard()).lost).toBe(0);
  });

  await test.step('meanwhile and just after the picture comes with the least delay', async () => {
    await admin.keyboard.press('1');
    await admin.keyboard.press('i');
    await expect(cell.getByText('WebRTC')).toBeVisible();
    await admin.keyboard.press('i');
  });

  await test.step('its key, held and released', async () => {
    await dome.forgetHeard();
    await admin.keyboard.down('t');
    await expect(onAir).toBeVisible();
    await expect.poll(async () => (await dome.heard()).packets).toBeGreaterThan(20);
    await admin.keyboard.up('t');
    await expect(onAir).toBeHidden();
    await expect.poll(talkers).toBe(0);
  });

  await test.step('locked, it goes on by itself until it is ended', async () => {
    await admin.keyboard.press('Shift+T');
    await expect(onAir).toBeVisible();
    await expect.poll(talkers).toBe(1);
    await admin.keyboard.press('Shift+T');
    await expect(onAir).toBeHidden();
    await expect.poll(talkers).toBe(0);
  });

  await test.step('the trail says who talked', async () => {
    await admin.goto('/system/audit');
    for (const name of [/^(结束对讲|Ended a talk)$/, /^(开始对讲|Started to talk)$/])
      await expect(admin.getByRole('gridcell', { name }).first()).toBeVisible();
  });
});
