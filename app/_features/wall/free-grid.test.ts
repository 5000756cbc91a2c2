import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type FreeGrid, layoutOf, MOST_LINES } from '../../../server/walls/schema.ts';
import { gridOf, layoutNameOf, merged, resized, selection, split, type Unit } from './free-grid.ts';
import { isLayout } from './layouts.ts';

const THREE: FreeGrid = { columns: 3, rows: 3, merged: [] };

it('goes on from the layout that is there', () => {
  expect(gridOf('6')).toEqual({ columns: 3, rows: 3, merged: [[0, 0, 2, 2]] });
  expect(layoutNameOf(gridOf('6'))).toBe('free:3x3:0.0.2.2');
  expect(layoutOf('free:3x3:0.0.2.2').places).toHaveLength(6);
});

it('merges what a drag covers, from any corner', () => {
  const place = selection(THREE, { x: 2, y: 2 }, { x: 1, y: 1 });
  expect(place).toEqual([1, 1, 2, 2]);
  expect(layoutNameOf(merged(THREE, place))).toBe('free:3x3:1.1.2.2');
});

it('a drag that cuts a merged cell takes all of it', () => {
  const grid = merged(THREE, [0, 0, 2, 1]);
  const place = selection(grid, { x: 1, y: 0 }, { x: 1, y: 1 });
  expect(place).toEqual([0, 0, 2, 2]);
  expect(merged(grid, place).merged).toEqual([[0, 0, 2, 2]]);
});

it('splits the merged cell that is meant, and keeps the others', () => {
  const grid = merged(merged(THREE, [0, 0, 2, 1]), [0, 1, 1, 2]);
  expect(split(grid, { x: 1, y: 0 }).merged).toEqual([[0, 1, 1, 2]]);
});

it('a smaller grid keeps the merged cells that fit', () => {
  const grid = merged(merged(THREE, [0, 0, 2, 1]), [1, 2, 2, 1]);
  expect(resized(grid, 2, 2)).toEqual({ columns: 2, rows: 2, merged: [[0, 0, 2, 1]] });
  expect(resized(THREE, 0, 99)).toMatchObject({ columns: 1, rows: MOST_LINES });
});

it('more cells than a wall can show have no name yet', () => {
  expect(layoutNameOf({ columns: 8, rows: 8, merged: [] })).toBeNull();
  expect(layoutNameOf({ columns: 8, rows: 8, merged: [[0, 0, 8, 5]] })).toBe('free:8x8:0.0.8.5');
});

it('whatever people drag, the wall stays whole', () => {
  const unit = fc.record({ x: fc.nat(5), y: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(fc.tuple(unit, unit, fc.boolean())), (drags) => {
      let grid: FreeGrid = { columns: 6, rows: 6, merged: [] };
      for (const [from, to, apart] of drags) grid = step(grid, from, to, apart);
      const name = layoutNameOf(grid);
      expect(name !== null && isLayout(name)).toBe(true);
      const units = layoutOf(name ?? '1').places.reduce((sum, [, , w, h]) => sum + w * h, 0);
      expect(units).toBe(36);
    }),
  );
});

function step(grid: FreeGrid, from: Unit, to: Unit, apart: boolean): FreeGrid {
  return apart ? split(grid, from) : merged(grid, selection(grid, from, to));
}
