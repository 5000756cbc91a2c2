/** Cells and headings of the spreadsheets things come and go in; both languages' headings are understood. */
/** Of everything that stands along roads. */
export const NAMING_COLUMNS = {
  code: { zh: '编码', en: 'Code' },
  name: { zh: '名称', en: 'Name' },
  kind: { zh: '类型', en: 'Kind' },
} as const;
export const PLACE_COLUMNS = {
  road: { zh: '路线', en: 'Road' },
  direction: { zh: '方向', en: 'Direction' },
  chainage: { zh: '桩号', en: 'Chainage' },
  longitude: { zh: '经度', en: 'Longitude' },
  latitude: { zh: '纬度', en: 'Latitude' },
} as const;
export const MAKER_COLUMN = { maker: { zh: '厂商', en: 'Maker' } } as const;

export type ColumnTable = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

/** Between several values in one cell; Chinese input methods type the wide ones. */
export const SEPARATOR = /[;；、]/;

export type Cell = string | number | null;
/** A cell that held a formula: its result is nobody's typed value, so it is not taken. */
export const FORMULA = '\u0000formula';

/** Which column stands where. */
export type Header = ReadonlyMap<string, number>;
export type HeaderProblem = { missing: string[]; unknown: string[]; twice: string[] };

/** Which column stands where, or why that cannot be told. Without those `needed` it is another list. */
export function readHeader(
  columns: ColumnTable,
  needed: readonly string[],
  cells: readonly Cell[],
): Header | HeaderProblem {
  const header = new Map<string, number>();
  const unknown: string[] = [];
  const twice: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const title = String(cell ?? '').trim();
    if (title === '') continue;
    const column = columnOf(columns, title);
    if (!column) unknown.push(title.slice(0, 64));
    else if (header.has(column)) twice.push(title);
    else header.set(column, index);
  }
  const missing = needed.filter((column) => !header.has(column));
  const good = missing.length === 0 && unknown.length === 0 && twice.length === 0;
  return good ? header : { missing, unknown: unknown.slice(0, 20), twice };
}

function columnOf(columns: ColumnTable, title: string): string | undefined {
  const plain = title.toLowerCase();
  const found = Object.entries(columns).find(([key, { zh, en }]) =>
    [key, zh, en].some((name) => name.toLowerCase() === plain),
  );
  return found?.[0];
}

export function headings<Column extends string>(
  columns: Readonly<Record<Column, { readonly zh: string; readonly en: string }>>,
  keys: readonly Column[],
  locale: 'zh' | 'en',
): Cell[] {
  return keys.map((column) => columns[column][locale]);
}
