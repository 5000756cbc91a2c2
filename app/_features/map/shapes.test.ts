import { describe, expect, it } from 'vitest';
import { MOST_CORNERS } from '../../../server/cameras/schema.ts';
import { boxRing, drawnTo, fewerCorners, isShape } from './shapes.ts';

const at = (x: number, y: number) => ({ x, y });

describe('a shape drawn by hand', () => {
  it('is a box between two corners', () => {
    expect(boxRing(at(5, 9), at(1, 2))).toEqual([at(5, 9), at(1, 9), at(1, 2), at(5, 2)]);
  });

  it('grows only where the hand goes on', () => {
    const line = [at(0, 0)];
    expect(drawnTo(line, at(2, 2))).toBe(line);
    expect(drawnTo(line, at(4, 0))).toEqual([at(0, 0), at(4, 0)]);
  });

  it('never has more corners than a selection takes, and keeps its first', () => {
    const long = Array.from({ length: 3 * MOST_CORNERS + 7 }, (_, x) => at(x, 0));
    const fewer = fewerCorners(long);
    expect(fewer).toHaveLength(MOST_CORNERS);
    expect(fewer[0]).toEqual(at(0, 0));
    expect(fewer.at(-1)?.x).toBeGreaterThan(3 * MOST_CORNERS - 5);
    expect(fewerCorners(long.slice(0, 7))).toEqual(long.slice(0, 7));
  });

  it('is none where it was a click', () => {
    expect(isShape(boxRing(at(0, 0), at(5, 5)))).toBe(false);
    expect(isShape(boxRing(at(0, 0), at(6, 1)))).toBe(true);
    expect(isShape([at(0, 0), at(50, 50)])).toBe(false);
  });
});
