import { call } from '../fixtures/call.ts';
import { colourAt, stageMiddle } from '../fixtures/map-pixels.ts';
import { markEvent } from '../fixtures/mark-event.ts';
import { SimulatedDome } from '../fixtures/simulated-dome.ts';
import { expect, test } from '../fixtures/test.ts';
import { addDome } from '../pages/add-dome.ts';
import { WallPage } from '../pages/wall-page.ts';

test('what a device tells is in the list at once, and is acknowledged and closed by keyboard', async ({
  admin,
  site,
}, info) => {
  const dome = new SimulatedDome(site, `events-dome-${info.retry}`);
  const name = `遮挡球机 ${info.retry}`;
  await addDome(admin, dome, name);
  await admin.goto('/events');
  await admin.getByLabel('类型').selectOption('tamper');
  const row = admin.getByRole('grid').locator('[data-row]').filter({ hasText: name });
  await dome.tell('RuleEngine/TamperDetector/Tamper', 'IsTamper', 'true');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('遮挡或移位');
  await expect(row).toContainText('持续中');
  await expect(admin.getByRole('link', { name: /事件/ })).toContainText(/\d/);
  await dome.tell('RuleEngine/TamperDetector/Tamper', 'IsTamper', 'false');
  await expect(row).not.toContainText('持续中');

  await row.click();
  const details = admin.getByRole('complementary', { name: '事件详情' });
  await expect(details).toContainText('RuleEngine/TamperDetector/Tamper');
  await expect(details.getByRole('link', { name: '在地图上' })).toBeVisible();
  await admin.keyboard.press('a');
  await expect(row).toContainText('已确认');
  await admin.keyboard.press('c');
  await admin.getByRole('dialog').getByLabel('备注').fill('镜头已擦拭');
  await admin.keyboard.press('Enter');
  await expect(row).toContainText('已关闭');
  await expect(details).toContainText('镜头已擦拭');
});

test('a camera in alarm stands out on the map until somebody acknowledges it', async ({
  admin,
  map,
}) => {
  const camera = await markEvent(admin, 0, 'critical', '抛撒物');
  await admin.goto(`/?camera=${camera.id}`);
  await expect(map.pins).toHaveCount(1);
  await admin.keyboard.press('x');
  await expect(map.pins).toHaveCount(0);
  const middle = await stageMiddle(admin);
  // On the ring around it.
  const edge = { x: middle.x + 12, y: middle.y };
  const isRed = async () => {
    const [red = 0, green = 0] = (await colourAt(admin, edge)).split(',').map(Number);
    return red > 180 && green < 130;
  };
  await expect.poll(isRed).toBe(true);
  await call(admin, 'events.acknowledge', { ids: [camera.event] });
  await expect.poll(isRed).toBe(false);
});

test('several are acknowledged together', async ({ admin }) => {
  for (const nth of [1, 2, 3]) await markEvent(admin, nth, 'warn', '积水');
  await admin.goto('/events');
  await admin.getByLabel('类型').selectOption('mark');
  await admin.getByLabel('状态').selectOption('new');
  await admin.getByRole('checkbox', { name: '选择已载入的全部' }).check();
  await admin.getByRole('button', { name: '确认' }).first().click();
  await expect(admin.getByText('没有事件')).toBeVisible();
});

test('an event cell takes the newest event and gives its place back', async ({ admin }) => {
  const wall = new WallPage(admin);
  await wall.goto();
  await wall.chooseLayout(4);
  await admin.keyboard.press('1');
  await admin.getByRole('button', { name: '事件格' }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('级别').selectOption('critical');
  await dialog.getByLabel('类型').selectOption('mark');
  await dialog.getByRole('button', { name: '设为事件格' }).click();
  const cell = admin.locator('[data-wall-cell="0"]');
  const camera = await markEvent(admin, 4, 'critical', '车辆起火');
  await expect(cell).toHaveAttribute('data-camera', camera.id);
  await expect(cell.locator('[data-event]')).toContainText('车辆起火');
  await cell.getByRole('button', { name: '确认' }).click();
  await expect(cell.locator(`[data-event="${camera.event}"]`)).toHaveCount(0);
});
