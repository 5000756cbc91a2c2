import { describe, expect, it } from 'vitest';
import { aacTrack } from '../codecs/aac.ts';
import { h264Cases, unit } from '../codecs/codecs.cases.ts';
import { h264Track } from '../codecs/h264.ts';
import { frameEvent, pulledStream, tracksOf, video } from '../hub/testing.ts';
import { MediaError } from '../media/errors.ts';
import type { VideoFrame } from '../media/frame.ts';
import { nalu } from '../media/track.ts';
import { httpTransport } from './http-live.ts';
import { fakeSocket, flvWords } from './testing.ts';
import type { Viewer, ViewerEnd } from './viewer.ts';
import { Viewers } from './viewers.ts';

const [first] = h264Cases;
const tracks = tracksOf(
  h264Track(unit(first?.sps ?? ''), [unit(first?.pps ?? '')]),
  aacTrack(unit('1190')),
);

/** Key frames need an IDR inside, since the reader looks for one. */
function picture(ms: number, options: { key?: boolean; bytes?: number } = {}): VideoFrame {
  const bytes = new Uint8Array(options.bytes ?? 10);
  bytes[0] = options.key ? 0x65 : 0x41;
  return { ...video(ms, options), nalus: [nalu(bytes)] };
}

/** `running`: something else holds the source already, so that it can feed before a viewer joins. */
function scene({ minIntervalMs = 0, running = false } = {}) {
  const { stream, puller, clock } = pulledStream();
  if (running) stream.hold('keep-warm');
  const ends: { viewer: Viewer; end: ViewerEnd }[] = [];
  const viewers = new Viewers({
    clock,
    minIntervalMs,
    ended: (viewer, end) => ends.push({ viewer, end }),
  });
  const join = () => {
    const fake = fakeSocket();
    viewers.join({ stream, format: 'flv', userId: null }, httpTransport(fake.socket, 'flv'));
    return fake;
  };
  const feed = (...frames: VideoFrame[]) => {
    for (const frame of frames) puller.output.event(frameEvent(frame));
  };
  return { stream, puller, clock, viewers, ends, join, feed };
}

describe('viewers of one stream', () => {
  it('start with the cached GOP at once, then live, from 0', () => {
    const { join, feed, puller, viewers } = scene();
    const waiting = join();
    puller.output.event(tracks);
    feed(picture(1_000), picture(1_040, { key: true }), picture(1_080));
    const late = join();
    feed(picture(1_120));
    expect(flvWords(waiting.bytes)).toBe('tracks K0 V40 V80');
    expect(flvWords(late.bytes)).toBe('tracks K0 V40 V80');
    expect(waiting.bytes.toString('latin1')).toContain('HTTP/1.1 200 OK\r\nConnection: close');
    viewers[Symbol.dispose]();
  });

  it('share the same bytes', () => {
    const { join, feed, puller, viewers } = scene({ running: true });
    puller.output.event(tracks);
    feed(picture(0, { key: true }));
    const [one, other] = [join(), join()];
    feed(picture(40));
    const [a, b] = [one.given.at(-1), other.given.at(-1)];
    expect(a?.buffer).toBe(b?.buffer);
    expect(a?.byteOffset).toBe(b?.byteOffset);
    viewers[Symbol.dispose]();
  });

  it('hold the source while they watch', async () => {
    const { join, stream, clock, viewers, puller } = scene();
    expect(puller.attempts).toBe(0);
    const { socket } = join();
    expect(stream.holders.map((holder) => holder.name)).toEqual(['viewer']);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.destroy();
    await closed;
    expect([stream.holders.length, viewers.size, stream.listenerCount]).toEqual([0, 0, 0]);
    await clock.advance(30_000);
    expect(stream.state).toBe('idle');
    viewers[Symbol.dispose]();
  });

  it('hear new sequence headers when the camera changes its picture', () => {
    const { join, feed, puller, viewers } = scene();
    const [, other] = h264Cases;
    const viewer = join();
    puller.output.event(tracks);
    feed(picture(0, { key: true }));
    puller.output.event(tracksOf(h264Track(unit(other?.sps ?? ''), [unit(other?.pps ?? '')])));
    const late = join();
    feed(picture(40, { key: true }));
    expect(flvWords(viewer.bytes)).toBe('tracks K0 tracks K40');
    expect(flvWords(late.bytes)).toBe('tracks K0');
    viewers[Symbol.dispose]();
  });
});

describe('a slow viewer', () => {
  it('keeps its place for 5 s of media, and harms nobody', () => {
    const { join, feed, puller, viewers } = scene({ running: true });
    puller.output.event(tracks);
    feed(picture(0, { key: true }));
    const [slow, quick] = [join(), join()];
    slow.fill();
    for (let ms = 40; ms <= 4_000; ms += 40) feed(picture(ms));
    slow.drain();
    feed(picture(4_040));
    expect(flvWords(slow.bytes)).toBe(flvWords(quick.bytes));
    viewers[Symbol.dispose]();
  });

  it('further behind skips to the next key frame, counted', () => {
    const { join, feed, puller, viewers } = scene({ running: true });
    puller.output.event(tracks);
    feed(picture(0, { key: true }));
    const slow = join();
    slow.fill();
    for (let ms = 40; ms <= 6_000; ms += 40) feed(picture(ms));
    slow.drain();
    feed(picture(6_040));
    expect(flvWords(slow.bytes)).toBe('tracks K0 V40');
    feed(picture(6_080, { key: true }), picture(6_120));
    expect(flvWords(slow.bytes)).toBe('tracks K0 V40 K6080 V6120');
    expect(viewers.list[0]?.framesDropped).toBe(150);
    viewers[Symbol.dispose]();
  });
});

describe('no picture', () => {
  it('a refused camera is told at once, as a coded error', async () => {
    const { join, puller, clock, ends, viewers } = scene();
    const viewer = join();
    puller.fail(new MediaError('refused', 'wrong password', { code: 'rtsp.unauthorized' }));
    await clock.advance(0);
    expect(ends.map(({ end }) => end.code)).toEqual(['rtsp.unauthorized']);
    const text = viewer.bytes.toString('latin1');
    expect(text).toContain('HTTP/1.1 503 Service Unavailable');
    expect(text).toContain('{"code":"rtsp.unauthorized","message":"wrong password"}');
    viewers[Symbol.dispose]();
  });

  it('a camera out of reach may come back: the viewer goes on waiting', async () => {
    const { join, feed, puller, clock, viewers } = scene();
    const viewer = join();
    puller.fail(new MediaError('unreachable', 'no route', { code: 'network.unreachable' }));
    await clock.advance(500);
    puller.output.event(tracks);
    feed(picture(0, { key: true }));
    expect(flvWords(viewer.bytes)).toBe('tracks K0');
    viewers[Symbol.dispose]();
  });

  it('a removed stream and a kick end the viewer', () => {
    const { join, feed, puller, stream, ends, viewers } = scene({ running: true });
    puller.output.event(tracks);
    feed(picture(0, { key: true }));
    join();
    join();
    expect(viewers.kick(viewers.list[0]?.id ?? '')).toBe(true);
    expect(viewers.kick('nobody')).toBe(false);
    stream.remove();
    expect(ends.map(({ end }) => end.code)).toEqual(['viewer.kicked', 'stream.removed']);
    expect(viewers.totals.bytesOut).toBeGreaterThan(0);
    viewers[Symbol.dispose]();
  });
});

it('in batches a picture ends the batch and sound goes along', async () => {
  const { join, feed, puller, clock, viewers } = scene({ minIntervalMs: 40, running: true });
  puller.output.event(tracks);
  feed(picture(0, { key: true }));
  const viewer = join();
  await clock.advance(40);
  feed(picture(40));
  const writes = viewer.received.length;
  await clock.advance(20);
  puller.output.event(frameEvent({ kind: 'audio', data: unit('2110'), pts: video(60).pts }));
  expect(viewer.received).toHaveLength(writes);
  await clock.advance(20);
  feed(picture(80));
  expect(viewer.received).toHaveLength(writes + 1);
  expect(flvWords(viewer.bytes)).toBe('tracks K0 V40 A60 V80');
  viewers[Symbol.dispose]();
});

describe('turns at 25 fps and batches of 60 ms', () => {
  /** For each viewer, after which pictures it was written to; pictures may come early or late by `jitterMs`. */
  async function watch(count: number, pictures: number, jitterMs: number) {
    const { join, feed, puller, clock, viewers } = scene({ minIntervalMs: 60, running: true });
    puller.output.event(tracks);
    feed(picture(0, { key: true }));
    const fakes = Array.from({ length: count }, join);
    const wrote = fakes.map((): number[] => []);
    let offset = 0;
    for (let n = 1; n <= pictures; n += 1) {
      const before = fakes.map((fake) => fake.received.length);
      const next = n % 2 === 0 ? jitterMs : 0;
      await clock.advance(40 + next - offset);
      offset = next;
      feed(picture(40 * n));
      for (const [index, fake] of fakes.entries())
        if (fake.received.length > (before[index] ?? 0)) wrote[index]?.push(n);
    }
    viewers[Symbol.dispose]();
    return wrote;
  }

  it.each([0, 8])(
    'two of three are written to, in turns, with pictures %s ms late',
    async (late) => {
      const wrote = await watch(9, 31, late);
      for (let n = 4; n <= 30; n += 1) {
        const written = wrote.filter((pictures) => pictures.includes(n)).length;
        expect(written).toBeGreaterThanOrEqual(4);
        expect(written).toBeLessThanOrEqual(8);
      }
      for (const pictures of wrote) {
        const gaps = pictures.slice(1).map((n, index) => n - (pictures[index] ?? 0));
        expect(Math.max(...gaps)).toBe(2);
        expect(pictures.length).toBeGreaterThanOrEqual(19);
        expect(pictures.length).toBeLessThanOrEqual(23);
      }
    },
  );

  it('a single viewer too gets two pictures of three at once', async () => {
    const [pictures] = await watch(1, 30, 0);
    expect(pictures?.length).toBe(20);
  });
});
