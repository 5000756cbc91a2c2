import type { ColumnTable } from '../imports/columns.ts';

/** Columns of the spreadsheets roadside devices come and go in. */
export const DEVICE_COLUMNS = {
  code: { zh: '编码', en: 'Code' },
  name: { zh: '名称', en: 'Name' },
  kind: { zh: '类型', en: 'Kind' },
  road: { zh: '路线', en: 'Road' },
  direction: { zh: '方向', en: 'Direction' },
  chainage: { zh: '桩号', en: 'Chainage' },
  longitude: { zh: '经度', en: 'Longitude' },
  latitude: { zh: '纬度', en: 'Latitude' },
  maker: { zh: '厂商', en: 'Maker' },
  remark: { zh: '备注', en: 'Remark' },
} as const satisfies ColumnTable;

export type DeviceColumn = keyof typeof DEVICE_COLUMNS;
export const DEVICE_COLUMN_KEYS = Object.keys(DEVICE_COLUMNS) as DeviceColumn[];

/** Without these a file is not a list of roadside devices. */
export const DEVICE_NEEDED: readonly DeviceColumn[] = ['code', 'name', 'kind'];
