import type { MosaicSource } from '../../control/contract.ts';
import type { EncodedSize } from '../../transcoding/video-encoder.ts';

/** In pixels of the whole picture; all even, since the chroma planes are half as large. */
export type Rect = EncodedSize & { readonly x: number; readonly y: number };

/** Between cells. */
const GAP = 2;
/** Bars thinner than this share of the picture are not worth showing: it is stretched that little. */
const STRETCH = 0.03;

const even = (value: number) => Math.round(value / 2) * 2;

export function mosaicSize({ size }: Pick<MosaicSource, 'size'>): EncodedSize {
  return size === '1920x1080' ? { width: 1920, height: 1080 } : { width: 1280, height: 720 };
}

/** Where each cell lies, in their order. */
export function cellRects(
  source: Pick<MosaicSource, 'size' | 'columns' | 'rows' | 'cells'>,
): Rect[] {
  const { width, height } = mosaicSize(source);
  const across = (column: number) => even((column * width) / source.columns);
  const down = (row: number) => even((row * height) / source.rows);
  return source.cells.map(({ place: [column, row, columns, rows] }) => {
    const [x, y] = [across(column), down(row)];
    const right = across(column + columns) - (column + columns < source.columns ? GAP : 0);
    const bottom = down(row + rows) - (row + rows < source.rows ? GAP : 0);
    return { x, y, width: right - x, height: bottom - y };
  });
}

/** The largest place inside a cell that keeps the picture's shape. @param aspect width of the shown picture through its height */
export function fittedRect(cell: Rect, aspect: number): Rect {
  const wanted = cell.width / cell.height / aspect;
  if (Math.abs(wanted - 1) < STRETCH) return cell;
  const width = wanted > 1 ? Math.max(2, even(cell.height * aspect)) : cell.width;
  const height = wanted > 1 ? cell.height : Math.max(2, even(cell.width / aspect));
  const x = cell.x + even((cell.width - width) / 2);
  const y = cell.y + even((cell.height - height) / 2);
  return { x, y, width: Math.min(width, cell.width), height: Math.min(height, cell.height) };
}
