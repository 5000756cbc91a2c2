import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './backoff.ts';
import { FrameWatch } from './frame-watch.ts';
import { LatencyChase } from './latency-chase.ts';

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
    { bufferedS: 0.6, rate: 1.15, move: { kind: 'keep' } },
    { bufferedS: 0.3, rate: 1.15, move: { kind: 'rate', rate: 1 } },
    { bufferedS: 0.3, rate: 1, move: { kind: 'keep' } },
  ])('$bufferedS s behind at rate $rate', ({ bufferedS, rate, move }) => {
    expect(new LatencyChase().look(0, bufferedS, rate)).toEqual(move);
  });

  /** As a picture that runs dry: seconds ahead go down to nothing, look by look. */
  const runDry = (chase: LatencyChase, nowMs: number) => {
    for (const bufferedS of [0.5, 0.2, 0, 0]) chase.note(nowMs, bufferedS);
  };

  it('lets an uneven network keep more, each time it runs dry', () => {
    const chase = new LatencyChase();
    runDry(chase, 0);
    expect(chase.look(1, 0.9, 1)).toEqual({ kind: 'keep' });
    expect(chase.look(2, 1.1, 1)).toEqual({ kind: 'rate', rate: 1.15 });
    runDry(chase, 3);
    expect(chase.look(4, 1.1, 1)).toEqual({ kind: 'keep' });
    expect(chase.look(5, 5, 1)).toEqual({ kind: 'jump', leaveS: 1.1 });
  });
  it('takes it back once the network is even again', () => {
    const chase = new LatencyChase();
    runDry(chase, 0);
    expect(chase.look(60_001, 0.9, 1)).toEqual({ kind: 'rate', rate: 1.15 });
  });
  it('does not take the beginning for a network that is uneven', () => {
    const chase = new LatencyChase();
    for (const bufferedS of [0, 0, 0.9]) chase.note(0, bufferedS);
    expect(chase.look(1, 0.9, 1)).toEqual({ kind: 'rate', rate: 1.15 });
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
