import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';

const prefer = (page: Page, way: string) =>
  page.evaluate((value) => localStorage.setItem('lukou-way', value), way);

for (const way of ['wsFlv', 'wsFmp4', 'whep', 'hls'])
  test(`pictures advance by ${way} where it is preferred`, async ({ admin, map }) => {
    await prefer(admin, way);
    await map.open('G40 K');
    const pin = map.pins.first();
    const player = map.player(pin);
    await player.expectFrames(50, 45_000);
    await expect(player.root).toHaveAttribute('data-way', way);
    await expect(player.root).toHaveAttribute('data-because', 'preferred');

    await pin.getByRole('button', { name: /播放统计|Playback statistics/ }).click();
    await expect(pin.getByText(/已设为优先|preferred here/)).toBeVisible();
    await expect(pin.getByText(/avc1/)).toBeVisible();
  });

test('where the first way is blocked the next one plays, and the reason is shown', async ({
  admin,
  map,
}) => {
  await admin.evaluate(() => {
    // What a firewall does to one way: nobody answers there.
    const Open = window.WebSocket;
    window.WebSocket = class extends Open {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(String(url).includes('.flv') ? 'ws://127.0.0.1:9/' : url, protocols);
      }
    };
  });
  await map.open('G40 K');
  const first = map.player(map.pins.first());
  await first.expectFrames(25);
  await expect(first.root).toHaveAttribute('data-way', 'wsFmp4');
  await expect(first.root).toHaveAttribute('data-because', 'instead');
  const pin = map.pins.first();
  await pin.getByRole('button', { name: /播放统计|Playback statistics/ }).click();
  await expect(pin.getByText(/WS-FLV 不可用|not WS-FLV/)).toBeVisible();

  // The page has learnt it: the next picture does not knock there again.
  await admin.evaluate(() => {
    const Tried = window.WebSocket;
    window.WebSocket = class extends Tried {
      constructor(url: string | URL, protocols?: string | string[]) {
        if (String(url).includes('.flv')) document.body.dataset.knocked = 'again';
        super(url, protocols);
      }
    };
  });
  await map.open('G42 K');
  await map.player(map.pins.last()).expectFrames(25);
  await expect(admin.locator('body')).not.toHaveAttribute('data-knocked', 'again');
});
