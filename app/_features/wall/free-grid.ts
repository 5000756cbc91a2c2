import {
  type FreeGrid,
  freeCellCount,
  freeGridName,
  layoutOf,
  MOST_CELLS,
  MOST_LINES,
  meets,
  type Place,
  type WallLayout,
} from '../../../server/walls/schema.ts';

/** Column and row of one unit. */
export type Unit = { readonly x: number; readonly y: number };

/** What a layout looks like as a grid to go on from. */
export function gridOf(name: WallLayout): FreeGrid {
  const { columns, rows, places } = layoutOf(name);
  return { columns, rows, merged: places.filter(isMerged) };
}

/** Its name, or null while it has more cells than a wall can show. */
export function layoutNameOf(grid: FreeGrid): WallLayout | null {
  return freeCellCount(grid) <= MOST_CELLS ? freeGridName(grid) : null;
}

/** Merged cells that no longer fit fall apart. */
export function resized(grid: FreeGrid, columns: number, rows: number): FreeGrid {
  const within = (lines: number) => Math.min(Math.max(lines, 1), MOST_LINES);
  const size = { columns: within(columns), rows: within(rows) };
  const fits = ([x, y, width, height]: Place) =>
    x + width <= size.columns && y + height <= size.rows;
  return { ...size, merged: grid.merged.filter(fits) };
}

/** The smallest rectangle around both units that cuts no merged cell. */
export function selection(grid: FreeGrid, from: Unit, to: Unit): Place {
  let place = around([from.x, from.y, 1, 1], [to.x, to.y, 1, 1]);
  for (let cut = cutBy(grid, place); cut !== undefined; cut = cutBy(grid, place))
    place = around(place, cut);
  return place;
}

/** One cell where the selection was. */
export function merged(grid: FreeGrid, place: Place): FreeGrid {
  if (!isMerged(place)) return grid;
  const others = grid.merged.filter((other) => !contains(place, other));
  return { ...grid, merged: [...others, place] };
}

/** The merged cell at a unit falls apart. */
export function split(grid: FreeGrid, { x, y }: Unit): FreeGrid {
  return { ...grid, merged: grid.merged.filter((place) => !contains(place, [x, y, 1, 1])) };
}

const isMerged = ([, , width, height]: Place) => width * height > 1;

function around([ax, ay, aw, ah]: Place, [bx, by, bw, bh]: Place): Place {
  const [x, y] = [Math.min(ax, bx), Math.min(ay, by)];
  return [x, y, Math.max(ax + aw, bx + bw) - x, Math.max(ay + ah, by + bh) - y];
}

function contains([x, y, width, height]: Place, [ox, oy, ow, oh]: Place): boolean {
  return ox >= x && oy >= y && ox + ow <= x + width && oy + oh <= y + height;
}

function cutBy(grid: FreeGrid, place: Place): Place | undefined {
  return grid.merged.find((other) => meets(place, other) && !contains(place, other));
}
