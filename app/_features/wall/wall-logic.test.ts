import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pictureName } from '../live/snapshot.ts';
import { StartGate } from './start-gate.ts';
import { wantedQuality } from './wanted-quality.ts';

describe('the quality of a cell', () => {
  it.each([
    ['auto', 360, 9, 'main'],
    ['auto', 359, 9, 'sub'],
    ['auto', 900, 10, 'sub'],
    ['main', 100, 36, 'main'],
    ['sub', 900, 1, 'sub'],
  ] as const)('%s at %i px among %i is %s', (chosen, px, cells, expected) => {
    expect(wantedQuality(chosen, px, cells)).toBe(expected);
  });
});

describe('starts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('follow one another, the first at once', async () => {
    const gate = new StartGate(() => Date.now());
    const begun = Date.now();
    const at: number[] = [];
    const { signal } = new AbortController();
    for (let cell = 0; cell < 4; cell += 1)
      void gate.enter(signal).then(() => at.push(Date.now() - begun));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(at).toEqual([0, 40, 80, 120]);
  });

  it('do not wait for what happened long ago, nor when nobody wants them any more', async () => {
    const gate = new StartGate(() => Date.now());
    const life = new AbortController();
    await gate.enter(life.signal);
    await vi.advanceTimersByTimeAsync(1_000);
    await gate.enter(life.signal);
    const waiting = gate.enter(life.signal);
    life.abort();
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('names a picture so that every system takes it', () => {
  expect(pictureName('G40 K612+300 上行/桥:头', '2026-03-09 04:26:07')).toBe(
    'G40_K612+300_上行_桥_头_2026-03-09_04-26-07.jpg',
  );
});
