import { childPid } from '../fixtures/site.ts';
import { expect, test } from '../fixtures/test.ts';

test('finds a camera by road and chainage and sees its picture advance', async ({ map }) => {
  const label = await map.open('G40 K');
  expect(label).toMatch(/G40 K\d+/);
  const player = map.player(map.pins.first());
  await expect(player.root).toHaveAttribute('data-state', 'playing');
  await player.expectFrames(25);
});

test('a camera is found by pinyin and by name', async ({ map }) => {
  await map.search.fill('qiaotou');
  await expect(map.page.getByRole('option').first()).toContainText('桥头');
  await map.search.fill('服务区');
  await expect(map.page.getByRole('option').first()).toContainText('服务区');
});

test('up to four pictures are pinned, each closes on its own', async ({ map }) => {
  for (const text of ['G40 K', 'G42 K', 'G50 K', 'G3 K']) await map.open(text);
  await expect(map.pins).toHaveCount(4);
  for (const pin of await map.pins.all())
    await expect(map.player(pin).root).toHaveAttribute('data-state', 'playing');
  await map.pins
    .first()
    .getByRole('button', { name: /关闭画面|Close picture/ })
    .click();
  await expect(map.pins).toHaveCount(3);
});

test('the picture comes back after the media worker was killed', async ({ map, site }) => {
  await map.open('G42 K');
  const player = map.player(map.pins.first());
  await player.expectFrames(10);
  const cameraId = await player.root.getAttribute('data-camera');
  await map.page.request.head(`/api/pictures/${cameraId}.jpg?live=1`);
  const still = map.pins.first().locator('img');
  await expect(still).toBeAttached();
  await expect(still).toBeHidden(); // drawn under the video it would only cost memory

  const worker = childPid(site.pid, 'media-worker/main.ts');
  expect(worker).not.toBeNull();
  process.kill(worker ?? 0, 'SIGKILL');

  await expect(player.root).not.toHaveAttribute('data-state', 'playing');
  await expect(still).toBeVisible();
  await expect(player.root).toHaveAttribute('data-state', 'playing', { timeout: 30_000 });
  await player.expectFrames(25);
  expect(childPid(site.pid, 'media-worker/main.ts')).not.toBe(worker);
});

test('the console goes on after the server was killed', async ({ map, site }) => {
  await map.open('G3 K');
  const player = map.player(map.pins.first());
  await player.expectFrames(10);

  const server = childPid(site.pid, 'server/main.ts');
  process.kill(server ?? 0, 'SIGKILL');

  // The worker needs no server to go on showing what it shows.
  await player.expectFrames(25);
  await expect
    .poll(
      () =>
        fetch(`${site.url}/healthz`).then(
          (answer) => answer.ok,
          () => false,
        ),
      { timeout: 30_000 },
    )
    .toBe(true);
  await map.open('G50 K');
  await map.player(map.pins.last()).expectFrames(10);
});
