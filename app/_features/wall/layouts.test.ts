import { describe, expect, it } from 'vitest';
import { wallLayoutSchema } from '../../../server/walls/schema.ts';
import {
  type Arrow,
  cellCount,
  LAYOUT_ORDER,
  LAYOUTS,
  MOST_CELLS,
  neighbour,
  shortSide,
  stepLayout,
} from './layouts.ts';

it('knows the layouts that the server knows, by their number of cells', () => {
  expect(LAYOUT_ORDER).toEqual(wallLayoutSchema.options);
  expect(LAYOUT_ORDER.map(cellCount)).toEqual(LAYOUT_ORDER.map(Number));
  expect(MOST_CELLS).toBe(36);
});

describe.each(LAYOUT_ORDER)('layout %s', (name) => {
  const { columns, rows, places } = LAYOUTS[name];

  it('covers every unit exactly once', () => {
    const units = Array.from({ length: columns * rows }, () => 0);
    for (const [x, y, width, height] of places)
      for (let row = y; row < y + height; row += 1)
        for (let column = x; column < x + width; column += 1)
          units[row * columns + column] = (units[row * columns + column] ?? 0) + 1;
    expect(units).toEqual(units.map(() => 1));
  });

  it('lets the arrow keys reach every cell from the first', () => {
    const arrows: Arrow[] = ['left', 'right', 'up', 'down'];
    const reached = new Set([0]);
    for (const at of reached) for (const arrow of arrows) reached.add(neighbour(name, at, arrow));
    expect(reached.size).toBe(places.length);
  });
});

describe('the neighbour of a cell', () => {
  it.each([
    ['9', 4, 'left', 3],
    ['9', 4, 'down', 7],
    ['9', 2, 'right', 2],
    ['13', 0, 'right', 1],
    ['13', 0, 'down', 5],
    ['13', 3, 'left', 0],
    ['8', 4, 'up', 0],
  ] as const)('in %s: from %i %s is %i', (name, index, arrow, expected) => {
    expect(neighbour(name, index, arrow)).toBe(expected);
  });
});

it('steps through layouts and stops at both ends', () => {
  expect([stepLayout('9', 1), stepLayout('9', -1)]).toEqual(['10', '8']);
  expect([stepLayout('1', -1), stepLayout('36', 1)]).toEqual(['1', '36']);
});

it('measures the shorter side of big and small cells', () => {
  const stage = { width: 1600, height: 800 };
  expect([shortSide('13', 0, stage), shortSide('13', 1, stage), shortSide('4', 9, stage)]).toEqual([
    400, 200, 0,
  ]);
});
