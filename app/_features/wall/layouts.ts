import {
  layoutOf,
  type NamedLayout,
  namedLayoutSchema,
  type Place,
  type WallLayout,
  wallLayoutSchema,
} from '../../../server/walls/schema.ts';

/** From few cells to many. */
export const LAYOUT_ORDER: readonly NamedLayout[] = namedLayoutSchema.options;

const EVEN: readonly NamedLayout[] = ['1', '2', '4', '9', '16', '25', '36'];

export function isLayout(value: unknown): value is WallLayout {
  return wallLayoutSchema.safeParse(value).success;
}

export function cellCount(name: WallLayout): number {
  return layoutOf(name).places.length;
}

/** The usual layout so many steps further, from a free grid by its number of cells; the ends stay where they are. */
export function stepLayout(name: WallLayout, by: 1 | -1): WallLayout {
  const cells = cellCount(name);
  const next =
    by > 0
      ? LAYOUT_ORDER.find((other) => Number(other) > cells)
      : LAYOUT_ORDER.findLast((other) => Number(other) < cells);
  return next ?? name;
}

/** The smallest layout of equal cells with room for so many. */
export function evenLayout(cells: number): WallLayout {
  return EVEN.find((name) => Number(name) >= cells) ?? '36';
}

export type Arrow = 'left' | 'right' | 'up' | 'down';

/** The cell one meets first going that way; the same cell at the edge. */
export function neighbour(name: WallLayout, index: number, arrow: Arrow): number {
  const { places } = layoutOf(name);
  const from = places[index];
  if (from === undefined) return 0;
  const across = arrow === 'left' || arrow === 'right';
  const forward = arrow === 'right' || arrow === 'down';
  const here = spans(from, across);
  let best = { index, gap: Number.POSITIVE_INFINITY, shift: 0 };
  places.forEach((place, other) => {
    const there = spans(place, across);
    const gap = forward ? there.start - here.end : here.start - there.end;
    const overlaps = there.sideStart < here.sideEnd && here.sideStart < there.sideEnd;
    if (gap < 0 || !overlaps) return;
    const shift = Math.abs(there.sideStart - here.sideStart);
    if (gap < best.gap || (gap === best.gap && shift < best.shift))
      best = { index: other, gap, shift };
  });
  return best.index;
}

/** From where to where a place reaches along a movement, and beside it. */
function spans([x, y, width, height]: Place, across: boolean) {
  const [start, size, sideStart, sideSize] = across ? [x, width, y, height] : [y, height, x, width];
  return { start, end: start + size, sideStart, sideEnd: sideStart + sideSize };
}

/** Length of a cell's shorter side on a stage of this size. */
export function shortSide(
  name: WallLayout,
  index: number,
  stage: { width: number; height: number },
): number {
  const { columns, rows, places } = layoutOf(name);
  const place = places[index];
  if (place === undefined) return 0;
  return Math.min((stage.width / columns) * place[2], (stage.height / rows) * place[3]);
}
