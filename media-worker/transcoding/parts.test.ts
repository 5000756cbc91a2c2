import { describe, expect, it } from 'vitest';
import { g711Track } from '../codecs/g711.ts';
import { frameEvent, tracksEvent, video, words } from '../hub/testing.ts';
import type { AudioFrame, StreamEvent } from '../media/frame.ts';
import { ticks90k } from '../media/ticks.ts';
import { audioTarget } from './audio-codec.ts';
import { AudioTranscoder } from './audio-transcoder.ts';
import { FrameQueue } from './frame-queue.ts';
import { SampleClock } from './sample-clock.ts';
import { bitsPerSecond } from './video-encoder.ts';
import { VideoSlots } from './video-slots.ts';
import { scaledSize } from './video-transcoder.ts';

async function taken(queue: FrameQueue, count: number): Promise<string> {
  const events: StreamEvent[] = [];
  for (let at = 0; at < count; at += 1) {
    const event = await queue.take();
    if (event) events.push(event);
  }
  return words(events);
}

describe('frame queue', () => {
  it('begins with a random access point and keeps the order', async () => {
    const queue = new FrameQueue();
    queue.push(tracksEvent);
    for (const frame of [video(0), video(40, { key: true }), video(80)])
      queue.push(frameEvent(frame));
    expect(await taken(queue, 3)).toBe('tracks K40 V80');
    expect(queue.dropped).toBe(0);
  });

  it('goes on at the newest random access point when it is 3 s behind, and counts', async () => {
    const queue = new FrameQueue();
    queue.push(tracksEvent);
    for (let ms = 0; ms <= 4_000; ms += 1_000) queue.push(frameEvent(video(ms, { key: true })));
    expect(await taken(queue, 2)).toBe('tracks K4000');
    expect(queue.dropped).toBe(4);
  });

  it('is bounded: what outgrows it goes, up to the next random access point', async () => {
    const queue = new FrameQueue();
    queue.push(frameEvent(video(0, { key: true })));
    for (let at = 1; at <= 2_600; at += 1) queue.push(frameEvent(video(at)));
    queue.push(frameEvent(video(2_700, { key: true })));
    expect(await taken(queue, 1)).toBe('K2700');
    expect(queue.dropped).toBe(2_561);
  });

  it('wakes and ends who waits', async () => {
    const queue = new FrameQueue();
    const waiting = queue.take();
    queue.close();
    expect(await waiting).toBeNull();
  });
});

it.each([
  [3840, 2160, 1080, 1920, 1080],
  [1920, 1080, 720, 1280, 720],
  [704, 576, 360, 440, 360],
  [640, 360, 1080, 640, 360],
  [1281, 721, null, 1282, 722],
] as const)('%i×%i at most %s high is %i×%i', (width, height, most, toWidth, toHeight) => {
  expect(scaledSize({ width, height }, most)).toEqual({ width: toWidth, height: toHeight });
});

it('gives a size the rate it needs', () => {
  expect(bitsPerSecond({ width: 1920, height: 1080 }, 25)).toBe(3_628_800);
  expect(bitsPerSecond({ width: 640, height: 360 }, 25)).toBe(403_200);
});

it('gives as many slots as there are, each once', () => {
  const slots = new VideoSlots(1, { code: 'transcode.no-capacity', message: 'one at most' });
  const slot = slots.take();
  expect(() => slots.take()).toThrow(
    expect.objectContaining({ context: { code: 'transcode.no-capacity' } }),
  );
  slot[Symbol.dispose]();
  slot[Symbol.dispose]();
  expect(slots.taken).toBe(0);
});

describe('sample clock', () => {
  it('stays beside timestamps that run 0.05 % faster for an hour', () => {
    const clock = new SampleClock(8_000);
    let worst = 0;
    for (let frame = 0; frame < 180_000; frame += 1) {
      const pts = Math.round(frame * 1_800 * 1.0005);
      worst = Math.max(worst, Math.abs(clock.at(frame * 160) - pts));
      clock.wrote(pts, 160);
    }
    expect(worst / 90).toBeLessThan(5);
  });

  it('takes a gap over at once', () => {
    const clock = new SampleClock(8_000);
    clock.wrote(0, 160);
    clock.wrote(91_800, 160);
    expect(clock.at(160)).toBe(91_800);
  });
});

it.each(['aac', 'opus'] as const)(
  'G.711 becomes %s in frames that follow each other without a gap',
  async (to) => {
    const from = g711Track('a');
    const target = audioTarget(from, to);
    const frames: AudioFrame[] = [];
    const enough = Promise.withResolvers<void>();
    const seconds = 2;
    const transcoder = new AudioTranscoder({
      from,
      to: target,
      tell: (frame) => {
        frames.push(frame);
        if (frame.pts > (seconds - 0.3) * 90_000) enough.resolve();
      },
      failed: enough.reject,
      dropped: () => {},
    });
    // A-law of a square wave of 400 Hz, in frames of 20 ms.
    for (let at = 0; at < seconds * 50; at += 1) {
      const data = Uint8Array.from({ length: 160 }, (_, sample) =>
        sample % 20 < 10 ? 0x95 : 0x15,
      );
      transcoder.push({ kind: 'audio', data, pts: ticks90k(at * 1_800) });
    }
    await enough.promise;
    transcoder.close();
    const samples = to === 'aac' ? 1_024 : 960;
    const step = (samples * 90_000) / target.track.sampleRate;
    const steps = frames.slice(1).map((frame, at) => frame.pts - (frames[at]?.pts ?? 0));
    expect(new Set(steps)).toEqual(new Set([step]));
  },
);
