/** Columns of the spreadsheets cameras come and go in; both languages' headings are understood. */
export const COLUMNS = {
  code: { zh: '编码', en: 'Code' },
  name: { zh: '名称', en: 'Name' },
  kind: { zh: '类型', en: 'Kind' },
  projection: { zh: '画面投影', en: 'Projection' },
  division: { zh: '行政区划', en: 'Division' },
  groups: { zh: '业务分组', en: 'Groups' },
  road: { zh: '路线', en: 'Road' },
  direction: { zh: '方向', en: 'Direction' },
  chainage: { zh: '桩号', en: 'Chainage' },
  longitude: { zh: '经度', en: 'Longitude' },
  latitude: { zh: '纬度', en: 'Latitude' },
  azimuth: { zh: '方位角', en: 'Azimuth' },
  viewAngle: { zh: '视场角', en: 'View angle' },
  viewRange: { zh: '可视距离', en: 'View range' },
  maker: { zh: '厂商', en: 'Maker' },
  tags: { zh: '标签', en: 'Tags' },
  driver: { zh: '接入方式', en: 'Driver' },
  address: { zh: '主码流地址', en: 'Main address' },
  subAddress: { zh: '子码流地址', en: 'Sub address' },
  transport: { zh: '传输方式', en: 'Transport' },
  username: { zh: '用户名', en: 'User name' },
  /** Read, never written. */
  password: { zh: '密码', en: 'Password' },
} as const satisfies Record<string, { zh: string; en: string }>;

export type Column = keyof typeof COLUMNS;
export const COLUMN_KEYS = Object.keys(COLUMNS) as Column[];

/** Without these a file is not a list of cameras. */
const NEEDED: readonly Column[] = ['code', 'name', 'division'];
/** Between several values in one cell; Chinese input methods type the wide ones. */
export const SEPARATOR = /[;；、]/;

export type Cell = string | number | null;
/** A cell that held a formula: its result is nobody's typed value, so it is not taken. */
export const FORMULA = '\u0000formula';

export type Header = ReadonlyMap<Column, number>;
export type HeaderProblem = { missing: Column[]; unknown: string[]; twice: string[] };

/** Which column stands where, or why that cannot be told. */
export function readHeader(cells: readonly Cell[]): Header | HeaderProblem {
  const header = new Map<Column, number>();
  const unknown: string[] = [];
  const twice: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const title = String(cell ?? '').trim();
    if (title === '') continue;
    const column = columnOf(title);
    if (!column) unknown.push(title.slice(0, 64));
    else if (header.has(column)) twice.push(title);
    else header.set(column, index);
  }
  const missing = NEEDED.filter((column) => !header.has(column));
  const good = missing.length === 0 && unknown.length === 0 && twice.length === 0;
  return good ? header : { missing, unknown: unknown.slice(0, 20), twice };
}

function columnOf(title: string): Column | undefined {
  const plain = title.toLowerCase();
  return COLUMN_KEYS.find((key) =>
    [key, COLUMNS[key].zh, COLUMNS[key].en].some((name) => name.toLowerCase() === plain),
  );
}
