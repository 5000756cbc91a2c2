import { type SimulatedDevice, startDevice } from '../../media-worker/simulator/gb28181/device.ts';
import { expect, type Site, test } from '../fixtures/test.ts';
import { WallPage } from '../pages/wall-page.ts';

const SERVER_ID = '34020000002000000001';
const DOMAIN = '3402000000';
const PASSWORD = 'devices-of-the-site';
const NAME = '国标球机';
/** Signing in, its catalogue and its first picture, on a busy machine. */
const WITHIN_MS = 60_000;

/** Every try has a device of its own, so that nothing is known of it. */
function deviceOf(site: Site, transport: 'udp' | 'tcp', number: number): Promise<SimulatedDevice> {
  const last = String(number).padStart(4, '0');
  return startDevice({
    server: { host: '127.0.0.1', port: site.sipPort ?? 0, id: SERVER_ID, domain: DOMAIN },
    id: `3402000000118000${last}`,
    password: PASSWORD,
    transport,
    channels: [{ id: `3402000000132000${last}`, name: `${NAME} ${number}`, ptzType: 1 }],
  });
}

test('a GB/T 28181 device signs in, its channel becomes a camera, plays, moves and stops', async ({
  admin,
  site,
}, info) => {
  test.setTimeout(6 * WITHIN_MS);
  const number = 10 + info.retry;
  const name = `${NAME} ${number}`;

  await test.step('the site is set up', async () => {
    await admin.goto('/system/gb28181');
    await admin.getByLabel(/^(平台编号|Our number)$/).fill(SERVER_ID);
    await admin.getByLabel(/^(接入密码|Password of devices)$/).fill(PASSWORD);
    await admin.getByRole('button', { name: /^(保存|Save)$/ }).click();
    await expect(admin.getByText(new RegExp(`(端口|port) ${site.sipPort}`))).toBeVisible({
      timeout: WITHIN_MS,
    });
  });

  await using device = await deviceOf(site, 'tcp', number);
  await device.registered();
  const row = admin
    .getByRole('row')
    .filter({ hasText: `3402000000118000${String(number).padStart(4, '0')}` });

  await test.step('its channel is brought in', async () => {
    await expect(row.getByText(/0 \/ 1|0 of 1/)).toBeVisible({ timeout: WITHIN_MS });
    await row.getByRole('button', { name: /通道|Channels/ }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: new RegExp(`“${name}”`) }).click();
    await dialog.getByLabel(/区划|area/i).selectOption({ index: 3 });
    await dialog.getByRole('button', { name: /^(导入 1 个通道|Bring in 1 channels)$/ }).click();
    await expect(dialog.getByText(/没有通道|No channels/)).toBeVisible();
    await dialog
      .getByRole('button', { name: /^(关闭|Close)$/ })
      .last()
      .click();
  });

  const wall = new WallPage(admin);
  await test.step('it plays on the wall', async () => {
    await wall.goto();
    await wall.chooseLayout(4);
    await wall.fillFromSearch([name]);
    await wall.player(0).expectFrames(10, WITHIN_MS);
    expect(device.sending()).toMatchObject([{ transport: 'udp' }]);
  });

  await test.step('it moves while it is held, and stops', async () => {
    await admin.keyboard.press('1');
    await admin.keyboard.press('p');
    const panel = admin.locator('[data-ptz-panel]');
    await expect(panel.getByText(name)).toBeVisible();
    await panel.locator('[data-direction="right"]').hover();
    await admin.mouse.down();
    const lastMove = () => device.commands.filter(({ kind }) => kind === 'ptz').at(-1)?.hex ?? '';
    // The fourth byte: right, and then nothing at all.
    await expect.poll(() => lastMove().slice(6, 8)).toBe('01');
    await admin.mouse.up();
    await expect.poll(() => lastMove().slice(6, 8)).toBe('00');
  });

  await test.step('nobody watches: the call is ended', async () => {
    await admin.goto('/system/gb28181');
    await expect.poll(() => device.sending().length, { timeout: 2 * WITHIN_MS }).toBe(0);
  });

  await test.step('it plays over a connection that the device makes', async () => {
    await row.getByRole('combobox').selectOption('passive');
    await expect(row.getByRole('combobox')).toBeEnabled();
    await wall.goto();
    await wall.player(0).expectFrames(10, WITHIN_MS);
    expect(device.sending()).toMatchObject([{ transport: 'tcp' }]);
  });
});
