import { describe, expect, it } from 'vitest';
import { Statistics } from './statistics.ts';
import { audio, pulledStream, video } from './testing.ts';

/** 25 pictures of 1,000 bytes a second, a GOP of 50, and 50 frames of 8 bytes of sound. */
function fed(seconds: number): Statistics {
  const statistics = new Statistics();
  for (let at = 0; at <= seconds * 25; at += 1) {
    const ms = 10_000 + at * 40;
    statistics.frame(video(ms, { key: at % 50 === 0, bytes: 1_000 }), ms);
    for (const half of [0, 20]) statistics.frame(audio(ms + half), ms + half);
  }
  return statistics;
}

describe('statistics', () => {
  it('tells rates of pictures and sound', () => {
    const statistics = fed(10);
    expect(statistics.fps(20_000)).toBe(25);
    expect(statistics.videoBitrate(20_000)).toBe(200_000);
    expect(statistics.audioBitrate(20_000)).toBe(3_200);
    expect(statistics.framesIn).toBe(251 * 3);
  });

  it('knows the jitter of the attempt that runs', async () => {
    const { stream, puller, clock } = pulledStream();
    using _hold = stream.hold('viewer');
    await clock.advance(0);
    puller.output.jitter?.(3);
    expect(stream.statistics.jitterMs).toBe(3);
    puller.end();
    await clock.advance(0);
    expect(stream.statistics.jitterMs).toBeNull();
  });

  it('tells nothing of what stopped', () => {
    const statistics = fed(10);
    expect(statistics.fps(25_000)).toBe(0);
    expect(statistics.videoBitrate(25_000)).toBe(0);
  });

  it('tells the newest whole GOP, none that an outage tore', () => {
    const statistics = fed(5);
    expect(statistics.gop).toEqual({ frames: 50, seconds: 2 });
    statistics.interrupted();
    statistics.frame(video(60_000, { key: true }), 60_000);
    expect(statistics.gop).toEqual({ frames: 50, seconds: 2 });
    statistics.frame(video(60_040), 60_040);
    statistics.frame(video(60_080, { key: true }), 60_080);
    expect(statistics.gop).toEqual({ frames: 2, seconds: 0.08 });
  });
});
