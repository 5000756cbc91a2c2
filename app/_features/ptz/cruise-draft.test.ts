import { describe, expect, it } from 'vitest';
import { draftOf, isGood, moved, usualStops, withStop } from './cruise-draft.ts';

const presets = [2, 5, 7].map((number) => ({
  number,
  name: `p${number}`,
  pictureTakenAt: null,
  azimuth: null,
}));
const numbers = (stops: readonly { number: number }[]) => stops.map(({ number }) => number);

describe('a cruise that is edited', () => {
  it('begins with every preset once', () => {
    expect(usualStops(presets)).toEqual([
      { key: 0, number: 2, dwellS: 15, speed: 50 },
      { key: 1, number: 5, dwellS: 15, speed: 50 },
      { key: 2, number: 7, dwellS: 15, speed: 50 },
    ]);
  });

  it('takes the next preset when a stop is added, round again after the last', () => {
    const two = usualStops(presets).slice(0, 2);
    const four = withStop(withStop(two, presets), presets);
    expect(numbers(four)).toEqual([2, 5, 7, 2]);
    expect(new Set(four.map(({ key }) => key)).size).toBe(4);
    expect(withStop([], [])).toEqual([]);
  });

  it.each([
    [0, 2, [5, 7, 2]],
    [2, 0, [7, 2, 5]],
    [1, 2, [2, 7, 5]],
    [0, 3, [2, 5, 7]],
    [0, -1, [2, 5, 7]],
  ])('moves a stop from %i to %i', (from, to, expected) => {
    expect(numbers(moved(usualStops(presets), from, to))).toEqual(expected);
  });

  it('is good with a name, two stops and dwells in bounds', () => {
    const stops = usualStops(presets);
    expect(isGood('夜间', stops)).toBe(true);
    expect(isGood('  ', stops)).toBe(false);
    expect(isGood('夜间', stops.slice(0, 1))).toBe(false);
    for (const dwellS of [2, 3.5, 4_096, Number.NaN])
      expect(isGood('夜间', draftOf([...stops, { number: 2, dwellS, speed: 50 }]))).toBe(false);
  });
});
