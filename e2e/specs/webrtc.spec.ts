// The media worker alone, judged by the browser's own WebRTC and by ffprobe.
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import {
  hasFfmpeg,
  probe,
  publishTestPicture,
  servePage,
  startWorkerAlone,
} from '../fixtures/worker-alone.ts';

const PAGE = `<video autoplay playsinline></video><canvas width="640" height="360"></canvas>
<script>
  window.connections = {};
  async function signal(name, connection, address, transport = '') {
    window.connections[name] = connection;
    await connection.setLocalDescription(await connection.createOffer());
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp' },
      body: connection.localDescription.sdp,
    });
    const body = await response.text();
    if (response.status !== 201) return { status: response.status, ...JSON.parse(body) };
    const candidate = new RegExp('^a=candidate:[0-9]+ 1 (?!' + transport + ').*\\r\\n', 'gm');
    const sdp = transport === '' ? body : body.replace(candidate, '');
    await connection.setRemoteDescription({ type: 'answer', sdp });
    return { status: 201, session: new URL(response.headers.get('Location'), address).href };
  }
  window.watch = (address, transport) => {
    const connection = new RTCPeerConnection();
    for (const kind of ['video', 'audio']) connection.addTransceiver(kind, { direction: 'recvonly' });
    connection.ontrack = ({ streams }) => { document.querySelector('video').srcObject = streams[0]; };
    return signal('watch', connection, address, transport);
  };
  window.publish = (address) => {
    const canvas = document.querySelector('canvas');
    const drawing = canvas.getContext('2d');
    let count = 0;
    setInterval(() => {
      drawing.fillStyle = 'hsl(' + (count++ * 7) % 360 + ' 80% 50%)';
      drawing.fillRect(0, 0, 640, 360);
    }, 40);
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    const sound = audio.createMediaStreamDestination();
    tone.connect(sound);
    tone.start();
    const connection = new RTCPeerConnection();
    const tracks = [...canvas.captureStream(25).getTracks(), ...sound.stream.getTracks()];
    for (const track of tracks) connection.addTransceiver(track, { direction: 'sendonly' });
    return signal('publish', connection, address);
  };
  window.stats = async (name, type) =>
    [...(await window.connections[name].getStats()).values()].filter((one) => one.type === type);
</script>
<script type="module">
  import { whepEngine } from '/app/_player/whep-engine.ts';
  window.play = async (address) => {
    const start = whepEngine(document.querySelector('video'));
    window.engine = await start(address, () => {}, new AbortController().signal);
  };
  window.stop = () => window.engine[Symbol.dispose]();
</script>`;

declare global {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface adds to the browser's own Window
  interface Window {
    watch(address: string, transport?: 'udp' | 'tcp'): Promise<Signalled>;
    publish(address: string): Promise<Signalled>;
    play(address: string): Promise<void>;
    stop(): void;
    engine: { facts(): { codec: string | null; bitrate: number } };
    stats(name: string, type: string): Promise<Record<string, number | string>[]>;
  }
}
type Signalled = { readonly status: number; readonly code?: string; readonly session: string };

async function decodedFrames(page: Page): Promise<number> {
  return page
    .locator('video')
    .evaluate((video) =>
      video instanceof HTMLVideoElement ? video.getVideoPlaybackQuality().totalVideoFrames : 0,
    );
}

async function received(page: Page, kind: 'video' | 'audio') {
  const all = await page.evaluate(() => window.stats('watch', 'inbound-rtp'));
  return all.find((one) => one.kind === kind);
}

async function viewers(mediaUrl: string): Promise<number> {
  return (await (await fetch(`${mediaUrl}/healthz`)).json()).viewers;
}

test.skip(!hasFfmpeg, 'needs ffmpeg and ffprobe');

test('a browser watches H.264 by WHEP, and leaves', async ({ page }) => {
  await using worker = await startWorkerAlone();
  await using served = await servePage(PAGE);
  const encoder = ['-tune', 'zerolatency', '-profile:v', 'baseline'];
  await using _picture = publishTestPicture(`${worker.rtmpUrl}/live/cam`, encoder);
  await page.goto(served.url);
  await expect
    .poll(
      async () =>
        (await page.evaluate((at) => window.watch(at), `${worker.mediaUrl}/live/cam/whep`)).status,
    )
    .toBe(201);

  await expect.poll(() => decodedFrames(page)).toBeGreaterThan(75);

  expect(await received(page, 'video')).toMatchObject({ frameWidth: 640, frameHeight: 360 });
  expect(await viewers(worker.mediaUrl)).toBe(1);
  await page.close();
  await expect.poll(() => viewers(worker.mediaUrl), { timeout: 30_000 }).toBe(0);
});

test('where UDP is closed the picture comes over TCP, on the same port', async ({ page }) => {
  await using worker = await startWorkerAlone();
  await using served = await servePage(PAGE);
  const encoder = ['-tune', 'zerolatency', '-profile:v', 'baseline'];
  await using _picture = publishTestPicture(`${worker.rtmpUrl}/live/cam`, encoder);
  await page.goto(served.url);
  const address = `${worker.mediaUrl}/live/cam/whep`;
  await expect
    .poll(async () => (await page.evaluate((at) => window.watch(at, 'tcp'), address)).status)
    .toBe(201);

  await expect.poll(() => decodedFrames(page)).toBeGreaterThan(75);

  const candidates = await page.evaluate(() => window.stats('watch', 'remote-candidate'));
  expect(candidates.map(({ protocol }) => protocol)).toEqual(['tcp']);
});

test("the player's engine shows it, tells what it is, and says goodbye", async ({ page }) => {
  await using worker = await startWorkerAlone();
  await using served = await servePage(PAGE);
  const encoder = ['-tune', 'zerolatency', '-profile:v', 'baseline'];
  await using _picture = publishTestPicture(`${worker.rtmpUrl}/live/cam`, encoder);
  await page.goto(served.url);
  const address = `${worker.mediaUrl}/live/cam/whep`;
  await expect(() => page.evaluate((at) => window.play(at), address)).toPass();

  await expect.poll(() => decodedFrames(page)).toBeGreaterThan(75);

  const facts = () => page.evaluate(() => window.engine.facts());
  await expect.poll(async () => (await facts()).bitrate).toBeGreaterThan(100_000);
  expect((await facts()).codec).toMatch(/^avc1\.42/);
  await page.evaluate(() => window.stop());
  await expect.poll(() => viewers(worker.mediaUrl)).toBe(0);
});

test('AAC is heard as Opus', async ({ page }) => {
  await using worker = await startWorkerAlone();
  await using served = await servePage(PAGE);
  const encoder = ['-tune', 'zerolatency', '-profile:v', 'baseline', '-c:a', 'aac'];
  const sound = ['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'];
  await using _picture = publishTestPicture(`${worker.rtmpUrl}/live/cam`, encoder, sound);
  await page.goto(served.url);
  await expect
    .poll(
      async () =>
        (await page.evaluate((at) => window.watch(at), `${worker.mediaUrl}/live/cam/whep`)).status,
    )
    .toBe(201);

  await expect.poll(() => decodedFrames(page)).toBeGreaterThan(50);

  const audio = await received(page, 'audio');
  const codecs = await page.evaluate(() => window.stats('watch', 'codec'));
  expect(codecs.find(({ id }) => id === audio?.codecId)?.mimeType).toBe('audio/opus');
  expect(Number(audio?.totalAudioEnergy)).toBeGreaterThan(0.001);
});

test('a picture with B-frames is watched, made without them', async ({ page }) => {
  await using worker = await startWorkerAlone();
  await using served = await servePage(PAGE);
  await using _picture = publishTestPicture(`${worker.rtmpUrl}/live/film`, ['-bf', '2']);
  await page.goto(served.url);
  await expect
    .poll(
      async () =>
        (await page.evaluate((at) => window.watch(at), `${worker.mediaUrl}/live/film/whep`)).status,
    )
    .toBe(201);

  await expect.poll(() => decodedFrames(page), { timeout: 30_000 }).toBeGreaterThan(50);
});

test('an unknown stream is refused with a code', async ({ page }) => {
  await using worker = await startWorkerAlone();
  await using served = await servePage(PAGE);
  await page.goto(served.url);
  const refused = await page.evaluate(
    (at) => window.watch(at),
    `${worker.mediaUrl}/live/nothing/whep`,
  );
  expect(refused).toMatchObject({ status: 404, code: 'stream.unknown' });
});

test('a browser publishes by WHIP: ffprobe reads it, a second viewer sees and hears it', async ({
  page,
}) => {
  await using worker = await startWorkerAlone();
  await using served = await servePage(PAGE);
  await page.goto(served.url);
  const published = await page.evaluate(
    (at) => window.publish(at),
    `${worker.mediaUrl}/live/web/whip`,
  );
  expect(published).toMatchObject({ status: 201 });
  await expect
    .poll(async () => {
      const [video] = await page.evaluate(() => window.stats('publish', 'remote-inbound-rtp'));
      return video?.packetsLost;
    })
    .toBe(0);

  const read = await probe(`${worker.mediaUrl}/live/web.flv`, 3);

  expect(read).toMatchObject({ codec_name: 'h264', width: 640, height: 360 });
  expect(read.frames).toBeGreaterThan(25);
  const watched = await page.evaluate((at) => window.watch(at), `${worker.mediaUrl}/live/web/whep`);
  expect(watched.status).toBe(201);
  await expect.poll(() => decodedFrames(page)).toBeGreaterThan(50);
  await expect
    .poll(async () => Number((await received(page, 'audio'))?.audioLevel))
    .toBeGreaterThan(0.1);
  const ended = await page.evaluate(
    async (at) => (await fetch(at, { method: 'DELETE' })).status,
    published.session,
  );
  expect(ended).toBe(200);
  const again = await page.evaluate(
    async (at) => (await fetch(at, { method: 'DELETE' })).status,
    published.session,
  );
  expect(again).toBe(404);
});
