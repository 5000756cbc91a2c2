import { type ColumnTable, MAKER_COLUMN, NAMING_COLUMNS, PLACE_COLUMNS } from './columns.ts';

/** Columns of the spreadsheets cameras come and go in. */
export const CAMERA_COLUMNS = {
  ...NAMING_COLUMNS,
  projection: { zh: '画面投影', en: 'Projection' },
  division: { zh: '行政区划', en: 'Division' },
  groups: { zh: '业务分组', en: 'Groups' },
  ...PLACE_COLUMNS,
  azimuth: { zh: '方位角', en: 'Azimuth' },
  viewAngle: { zh: '视场角', en: 'View angle' },
  viewRange: { zh: '可视距离', en: 'View range' },
  ...MAKER_COLUMN,
  tags: { zh: '标签', en: 'Tags' },
  driver: { zh: '接入方式', en: 'Driver' },
  address: { zh: '主码流地址', en: 'Main address' },
  subAddress: { zh: '子码流地址', en: 'Sub address' },
  transport: { zh: '传输方式', en: 'Transport' },
  username: { zh: '用户名', en: 'User name' },
  /** Read, never written. */
  password: { zh: '密码', en: 'Password' },
} as const satisfies ColumnTable;

export type CameraColumn = keyof typeof CAMERA_COLUMNS;
export const CAMERA_COLUMN_KEYS = Object.keys(CAMERA_COLUMNS) as CameraColumn[];

/** Without these a file is not a list of cameras. */
export const CAMERA_NEEDED: readonly CameraColumn[] = ['code', 'name', 'division'];
