import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './backoff.ts';
import { FrameWatch } from './frame-watch.ts';
import { chase } from './latency-chase.ts';

describe('retry delay', () => {
  it('doubles up to its cap', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 20].map((attempt) => retryDelayMs(attempt, () => 0.5));
    expect(delays).toEqual([300, 600, 1200, 2400, 4800, 9600, 10_000, 10_000]);
  });
  it('spreads by a quarter each way', () => {
    expect([retryDelayMs(7, () => 0), retryDelayMs(7, () => 1)]).toEqual([7_500, 12_500]);
  });
});

describe('latency chase', () => {
  it.each([
    { bufferedS: 5, rate: 1, move: { kind: 'jump', leaveS: 0.5 } },
    { bufferedS: 2, rate: 1, move: { kind: 'rate', rate: 1.15 } },
    { bufferedS: 2, rate: 1.15, move: { kind: 'keep' } },
    { bufferedS: 0.9, rate: 1.15, move: { kind: 'keep' } },
    { bufferedS: 0.5, rate: 1.15, move: { kind: 'rate', rate: 1 } },
    { bufferedS: 0.5, rate: 1, move: { kind: 'keep' } },
  ])('$bufferedS s behind at rate $rate', ({ bufferedS, rate, move }) => {
    expect(chase(bufferedS, rate)).toEqual(move);
  });
});

describe('frame watch', () => {
  it('waits for the first picture, then gives up', () => {
    const watch = new FrameWatch(0, 0);
    expect([watch.observe(15_000, 0), watch.observe(15_001, 0)]).toEqual(['waiting', 'no-picture']);
  });
  it('tells a stall from the death of a stream', () => {
    const watch = new FrameWatch(0, 0);
    const seen = [
      watch.observe(100, 1),
      watch.observe(3_100, 1),
      watch.observe(3_101, 1),
      watch.observe(5_000, 2),
      watch.observe(13_001, 2),
    ];
    expect(seen).toEqual(['flowing', 'waiting', 'stalled', 'flowing', 'dead']);
  });
  it('is not fooled by a counter that begins again', () => {
    const watch = new FrameWatch(0, 500);
    expect([watch.observe(100, 0), watch.started]).toEqual(['waiting', false]);
    expect([watch.observe(200, 1), watch.started]).toEqual(['flowing', true]);
  });
  it('measures frames per second over two seconds', () => {
    const watch = new FrameWatch(0, 0);
    watch.observe(1_000, 25);
    watch.observe(2_000, 50);
    expect(watch.fps).toBe(25);
  });
});
