import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasForeignRtspServer, startForeignRtspServer } from '../fixtures/foreign-rtsp-server.ts';
import { projectRoot } from '../fixtures/site.ts';
import { expect, test } from '../fixtures/test.ts';
import { DevicesPage } from '../pages/devices-page.ts';

const FOOTAGE = join(projectRoot, '../shared/footage/city-topdown.mp4');

for (const transport of ['tcp', 'udp'] as const) {
  test(`a camera of another maker is tested, added and played over ${transport}`, async ({ map }, {
    retry,
  }) => {
    test.skip(
      !hasForeignRtspServer,
      'needs the Debian packages python3-gi and gir1.2-gst-rtsp-server-1.0',
    );
    using server = await startForeignRtspServer('duty', 'secret word');
    const code = `foreign-${transport}-${retry}`;
    const devices = new DevicesPage(map.page);
    await devices.open();
    await devices.fill({
      name: `外来设备 ${transport}`,
      code,
      driver: 'rtsp',
      address: server.url,
      username: 'duty',
      password: 'secret word',
      transport,
    });

    await devices.button(/测试连接|Test connection/).click();

    await expect(devices.dialog.getByText(/连接正常|Connection works/)).toBeVisible({
      timeout: 30_000,
    });
    await expect(devices.dialog.getByText(/640\D360/).first()).toBeVisible();
    await expect(devices.dialog.getByAltText(/测试得到的画面|Picture of the test/)).toBeVisible();
    await devices.save();
    await expect(devices.dialog).toBeHidden();
    await map.page.goto('/');
    await map.open(code);
    await map.player(map.pins.first()).expectFrames(25);
  });
}

test('a wrong password is told at its step, and the camera is not hammered', async ({ admin }) => {
  test.skip(
    !hasForeignRtspServer,
    'needs the Debian packages python3-gi and gir1.2-gst-rtsp-server-1.0',
  );
  using server = await startForeignRtspServer('duty', 'secret word');
  const devices = new DevicesPage(admin);
  await devices.open();
  await devices.fill({
    name: 'x',
    code: 'wrong-password',
    driver: 'rtsp',
    address: server.url,
    username: 'duty',
    password: 'guessed',
  });
  await devices.button(/测试连接|Test connection/).click();
  const broken = devices.dialog
    .getByRole('listitem')
    .filter({ hasText: /设备认证|Sign in to the device|Sign in/ });
  await expect(broken).toContainText(/用户名或密码|user name or password/i);
});

test('an encoder publishes over RTMP with the key it was given', async ({ map, site }, {
  retry,
}) => {
  test.skip(!existsSync('/usr/bin/ffmpeg'), 'needs ffmpeg');
  const devices = new DevicesPage(map.page);
  await devices.open();
  await devices.fill({ name: '推流编码器', code: `publisher-${retry}`, driver: 'rtmp' });
  await devices.save();
  await devices.button(/查看推流地址|Show push address/).click();
  const address = await devices.dialog.getByLabel(/完整地址|Whole address/).inputValue();
  expect(new URL(address).port).toBe(String(site.rtmpPort));
  const input = existsSync(FOOTAGE)
    ? ['-stream_loop', '-1', '-re', '-i', FOOTAGE, '-c', 'copy']
    : [
        '-re',
        '-f',
        'lavfi',
        '-i',
        'testsrc2=size=640x360:rate=25',
        '-c:v',
        'libx264',
        '-g',
        '25',
        '-pix_fmt',
        'yuv420p',
      ];
  const publisher = spawn('/usr/bin/ffmpeg', ['-v', 'error', ...input, '-f', 'flv', address]);
  try {
    await map.page.goto('/');
    await map.open(`publisher-${retry}`);
    await map.player(map.pins.first()).expectFrames(25);
  } finally {
    publisher.kill('SIGKILL');
  }
});

test('a deleted camera comes back with undo', async ({ admin }, { retry }) => {
  const [name, code] = [`将被删除 ${retry}`, `delete-me-${retry}`];
  const devices = new DevicesPage(admin);
  await devices.open();
  await devices.fill({
    name,
    code,
    driver: 'rtsp',
    address: 'rtsp://127.0.0.1:9/none',
  });
  await devices.save();
  await expect(devices.dialog).toBeHidden();
  await admin
    .getByRole('searchbox', { name: /搜索摄像机|Search cameras/ })
    .or(admin.getByLabel(/搜索摄像机|Search cameras/))
    .first()
    .fill(code);
  await devices.row(name).getByRole('checkbox').check();
  await devices.button(/^(删除|Delete)$/).click();
  await expect(devices.row(name)).toHaveCount(0);
  await devices.button(/^(撤销|Undo)$/).click();
  await expect(devices.row(name)).toHaveCount(1);
});

test('an import is checked row by row before anything is written', async ({ admin }) => {
  const devices = new DevicesPage(admin);
  await devices.open();
  const [template] = await Promise.all([
    admin.waitForEvent('download'),
    (async () => {
      await devices.button(/^(导出|Export)$/).click();
      await admin.getByRole('menuitem', { name: /下载导入模板|template/i }).click();
    })(),
  ]);
  expect(template.suggestedFilename()).toMatch(/\.xlsx$/);

  const header = '编码,名称,行政区划,经度,纬度,主码流地址';
  const rows = [
    'import-1,导入一,341322,117.2,31.8,rtsp://127.0.0.1:9/1',
    'import-2,导入二,341322,999,31.8,rtsp://127.0.0.1:9/2',
  ];
  await devices.button(/^(导入|Import)$/).click();
  await devices.dialog.locator('input[type=file]').setInputFiles({
    name: 'cameras.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([header, ...rows].join('\r\n')),
  });
  await expect(devices.dialog.getByText(/检查完成|Checked/).first()).toBeVisible();
  await expect(devices.dialog.getByText(/新增 1|New 1/)).toBeVisible();
  await expect(devices.dialog.getByText(/超出范围|out of range/i).first()).toBeVisible();
  await devices.dialog.getByRole('button', { name: /跳过错误|Skip/ }).click();
  await expect(devices.dialog.getByText(/导入完成|Imported/).first()).toBeVisible();
});
