import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatChainage, parseChainage, parseRoadAndChainage } from './chainage.ts';
import {
  bearing,
  distanceM,
  kilometresOf,
  measure,
  nearestOn,
  offset,
  pointAt,
  stretchOf,
} from './geometry.ts';
import type { Position } from './schema.ts';

describe('chainage', () => {
  it.each([
    ['K612+300', 612_300],
    ['k612+3', 612_003],
    ['612+300', 612_300],
    ['K612', 612_000],
    ['612.3', 612_300],
    ['K0+050', 50],
    ['K12+345.6', 12_346],
    ['K612+3000', null],
    ['G40', null],
    ['', null],
    ['12,3', null],
  ])('reads %s', (text, metres) => {
    expect(parseChainage(text)).toBe(metres);
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), (metres) => {
        expect(parseChainage(formatChainage(metres))).toBe(metres);
      }),
    );
  });

  it.each([
    ['G40 K612+300', { roadCode: 'G40', chainageM: 612_300 }],
    ['g40 612.3', { roadCode: 'G40', chainageM: 612_300 }],
    ['G40K612', { roadCode: 'G40', chainageM: 612_000 }],
    ['s17,k3+1', { roadCode: 'S17', chainageM: 3_001 }],
    ['G40612', null],
    ['G40', null],
    ['桥头 K3', null],
  ])('finds the road in %s', (text, place) => {
    expect(parseRoadAndChainage(text)).toEqual(place);
  });
});

describe('geometry', () => {
  const hefei: Position = [117.27, 31.86];
  const liuan: Position = [116.5, 31.75];

  it('measures distance and direction', () => {
    // Haversine by hand: 0.77° of longitude at 31.8° is 72.8 km.
    expect(distanceM(hefei, liuan)).toBeGreaterThan(73_600);
    expect(distanceM(hefei, liuan)).toBeLessThan(73_900);
    expect(bearing([117, 31], [117, 32])).toBeCloseTo(0, 6);
    expect(bearing([117, 31], [118, 31])).toBeCloseTo(89.74, 1);
  });

  it('goes away and is as far as it went', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 359, noNaN: true }),
        fc.double({ min: 1, max: 5_000, noNaN: true }),
        (direction, metres) => {
          expect(distanceM(hefei, offset(hefei, direction, metres)) / metres).toBeCloseTo(1, 2);
        },
      ),
    );
  });

  const line = measure([hefei, [116.9, 31.83], liuan], 500_000);

  it('finds the place of a chainage and the chainage of a place', () => {
    const end = line.chainagesM.at(-1) ?? 0;
    fc.assert(
      fc.property(fc.double({ min: 500_000, max: end, noNaN: true }), (chainageM) => {
        const at = pointAt(line, chainageM);
        const back = at && nearestOn(line, [at.lon, at.lat]);
        expect(Math.abs((back?.chainageM ?? 0) - chainageM)).toBeLessThan(1);
        expect(back?.distanceM).toBeLessThan(0.5);
      }),
    );
  });

  it('knows no place off the line', () => {
    expect(pointAt(line, 499_999)).toBeNull();
    expect(pointAt(line, (line.chainagesM.at(-1) ?? 0) + 1)).toBeNull();
  });

  it('cuts the piece between two chainages out of a line', () => {
    const end = line.chainagesM.at(-1) ?? 0;
    expect(stretchOf(line, 0, Number.POSITIVE_INFINITY)).toHaveLength(3);
    const piece = stretchOf(line, 501_000, end - 1_000);
    expect(piece).toHaveLength(3);
    expect(piece[1]).toEqual([116.9, 31.83]);
    const length = measure(piece, 0).chainagesM.at(-1) ?? 0;
    expect(Math.abs(length - (end - 502_000))).toBeLessThan(5);
    expect(stretchOf(line, 501_000, 502_000)).toHaveLength(2);
    expect(stretchOf(line, 1, 2)).toEqual([]);
  });

  it('finds the posts of the whole kilometres, each once', () => {
    const corner: Position = [117, 31];
    const straight = {
      coordinates: [corner, [117.1, 31], [117.2, 31]] as Position[],
      chainagesM: [500, 2_000, 4_000],
    };
    expect(kilometresOf(straight).map(({ km }) => km)).toEqual([1, 2, 3, 4]);
    expect(kilometresOf(straight)[1]?.at).toEqual([117.1, 31]);
    for (const { km, at } of kilometresOf(line))
      expect(Math.abs((nearestOn(line, at)?.chainageM ?? 0) - km * 1_000)).toBeLessThan(1);
    expect(kilometresOf({ coordinates: [corner], chainagesM: [0] })).toEqual([]);
  });
});
