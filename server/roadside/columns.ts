import {
  type ColumnTable,
  MAKER_COLUMN,
  NAMING_COLUMNS,
  PLACE_COLUMNS,
} from '../imports/columns.ts';

/** Columns of the spreadsheets roadside devices come and go in. */
export const DEVICE_COLUMNS = {
  ...NAMING_COLUMNS,
  ...PLACE_COLUMNS,
  ...MAKER_COLUMN,
  remark: { zh: '备注', en: 'Remark' },
} as const satisfies ColumnTable;

export type DeviceColumn = keyof typeof DEVICE_COLUMNS;
export const DEVICE_COLUMN_KEYS = Object.keys(DEVICE_COLUMNS) as DeviceColumn[];

/** Without these a file is not a list of roadside devices. */
export const DEVICE_NEEDED: readonly DeviceColumn[] = ['code', 'name', 'kind'];
