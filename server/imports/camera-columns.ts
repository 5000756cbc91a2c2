import type { ColumnTable } from './columns.ts';

/** Columns of the spreadsheets cameras come and go in. */
export const CAMERA_COLUMNS = {
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
} as const satisfies ColumnTable;

export type CameraColumn = keyof typeof CAMERA_COLUMNS;
export const CAMERA_COLUMN_KEYS = Object.keys(CAMERA_COLUMNS) as CameraColumn[];

/** Without these a file is not a list of cameras. */
export const CAMERA_NEEDED: readonly CameraColumn[] = ['code', 'name', 'division'];
