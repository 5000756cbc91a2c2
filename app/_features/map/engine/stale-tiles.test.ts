import { describe, expect, it } from 'vitest';
import type { Bounds, LonLat } from './library.ts';
import { StaleTiles } from './stale-tiles.ts';

const HEFEI: LonLat = [117.25, 31.83];
const BERLIN: LonLat = [13.4, 52.52];
const CHINA: Bounds = [
  [73, 18],
  [135, 54],
];
const WORLD: Bounds = [
  [-180, -85],
  [179.9, 85],
];

describe('stale tiles', () => {
  it('are those of the zoom and the view, once each', () => {
    const stale = new StaleTiles();
    for (const at of [HEFEI, HEFEI, BERLIN]) stale.add(at);
    expect(stale.take(10.9, CHINA)).toEqual([{ z: 10, x: 845, y: 416 }]);
    expect(stale.take(10.9, CHINA)).toEqual([]);
    expect(stale.take(10, WORLD)).toEqual([{ z: 10, x: 550, y: 335 }]);
  });

  it('stay stale on the other zooms', () => {
    const stale = new StaleTiles();
    stale.add(HEFEI);
    expect([3, 14, 14].map((zoom) => stale.take(zoom, CHINA).length)).toEqual([1, 1, 0]);
  });

  it('are those of the last zoom on closer views', () => {
    const stale = new StaleTiles();
    stale.add(HEFEI);
    expect(stale.take(18.2, CHINA)).toMatchObject([{ z: 14 }]);
  });

  it('are all where nobody knows the place, once', () => {
    const stale = new StaleTiles();
    stale.add(HEFEI);
    stale.add('somewhere');
    expect([stale.take(10, CHINA), stale.take(10, CHINA)]).toEqual(['all', []]);
  });

  it('are all after more changes than are worth telling apart', () => {
    const stale = new StaleTiles();
    for (let n = 0; n <= 1_000; n += 1) stale.add([100 + n * 0.03, 31]);
    expect(stale.take(10, CHINA)).toBe('all');
  });
});
