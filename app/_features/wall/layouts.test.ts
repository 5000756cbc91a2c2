import { describe, expect, it } from 'vitest';
import {
  layoutOf,
  MOST_CELLS,
  namedLayoutSchema,
  readFreeGrid,
} from '../../../server/walls/schema.ts';
import {
  type Arrow,
  cellCount,
  isLayout,
  LAYOUT_ORDER,
  neighbour,
  shortSide,
  stepLayout,
} from './layouts.ts';

it('knows the layouts that the server knows, by their number of cells', () => {
  expect(LAYOUT_ORDER).toEqual(namedLayoutSchema.options);
  expect(LAYOUT_ORDER.map(cellCount)).toEqual(LAYOUT_ORDER.map(Number));
  expect(cellCount('36')).toBe(MOST_CELLS);
});

describe.each([...LAYOUT_ORDER, 'free:4x3:0.0.2.2,2.0.1.2', 'free:3x5:'] as const)(
  'layout %s',
  (name) => {
    const { columns, rows, places } = layoutOf(name);

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
  },
);

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

describe('a free grid', () => {
  it('has its cells in reading order', () => {
    expect(layoutOf('free:3x2:1.0.2.2')).toEqual({
      label: '3×2',
      columns: 3,
      rows: 2,
      places: [
        [0, 0, 1, 1],
        [1, 0, 2, 2],
        [0, 1, 1, 1],
      ],
    });
  });

  it('steps to the usual layouts by its number of cells', () => {
    expect(stepLayout('free:3x2:1.0.2.2', 1)).toBe('4');
    expect(stepLayout('free:3x2:1.0.2.2', -1)).toBe('2');
  });

  it.each([
    ['out of bounds', 'free:2x2:1.0.2.1'],
    ['overlapping', 'free:3x3:0.0.2.2,1.1.2.2'],
    ['a merged cell of one unit', 'free:3x3:0.0.1.1'],
    ['too many cells', 'free:8x8:'],
    ['too many lines', 'free:9x1:'],
    ['nonsense', 'free:2x2:0.0'],
  ])('is refused when it is %s', (_, name) => {
    expect(readFreeGrid(name)).toBeNull();
    expect(isLayout(name)).toBe(false);
  });
});
