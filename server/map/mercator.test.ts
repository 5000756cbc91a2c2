import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellSize, codeOf, codesOf, tileAt, toUnit } from './mercator.ts';

const place = fc.record({
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
});

describe('Web Mercator', () => {
  it.each([
    ['the middle', 0, 0, 0.5, 0.5],
    ['Hefei', 117.25, 31.83, 0.825694, 0.406655],
    ['the north-west corner', -180, 85.05112878, 0, 0],
  ])('puts %s where the formula of EPSG:3857 says', (_name, lon, lat, x, y) => {
    const at = toUnit(lon, lat);
    expect([at.x, at.y].map((value) => value.toFixed(5))).toEqual([x.toFixed(5), y.toFixed(5)]);
  });

  it('knows the tile that other maps know', () => {
    expect(tileAt(toUnit(13.4, 52.52), 10)).toEqual({ z: 10, x: 550, y: 335 });
  });
});

describe('order along the Z-order curve', () => {
  it('goes west-east, then north-south', () => {
    const corners = [
      { x: 0, y: 0 },
      { x: 0.5, y: 0 },
      { x: 0, y: 0.5 },
      { x: 0.5, y: 0.5 },
    ];
    expect(corners.map((corner) => codeOf(corner) / cellSize(1))).toEqual([0, 1, 2, 3]);
  });

  it('keeps the points of a tile, and no others, together on every zoom', () => {
    fc.assert(
      fc.property(place, place, fc.integer({ min: 0, max: 14 }), ({ lon, lat }, other, z) => {
        const unit = toUnit(lon, lat);
        const tile = tileAt(unit, z);
        const { from, to } = codesOf(tile);
        const inside = (code: number) => code >= from && code < to;
        const otherUnit = toUnit(other.lon, other.lat);
        const { x, y } = tileAt(otherUnit, z);
        expect(inside(codeOf(unit))).toBe(true);
        expect(inside(codeOf(otherUnit))).toBe(x === tile.x && y === tile.y);
      }),
    );
  });
});
