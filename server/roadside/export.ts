import { writeAudit } from '../audit/mutations.ts';
import { type Cell, headings } from '../imports/columns.ts';
import { type SheetFormat, writeTable } from '../imports/sheet.ts';
import type { Db } from '../platform/db.ts';
import { formatChainage } from '../roads/chainage.ts';
import type { Scope } from '../session/policy.ts';
import { DEVICE_COLUMN_KEYS, DEVICE_COLUMNS, type DeviceColumn } from './columns.ts';
import { devicesByCode } from './data.ts';
import type { RoadsideDevice, RoadsideFilter } from './schema.ts';

const PAGE = 2_000;
const MAX_ROWS = 200_000;

type Locale = 'zh' | 'en';
const WORDS = {
  zh: { sign: '诱导屏', signal: '信号机', checkpoint: '卡口', up: '上行', down: '下行' },
  en: { sign: 'sign', signal: 'signal', checkpoint: 'checkpoint', up: 'up', down: 'down' },
} as const;

/** Devices that pass a filter, by code; the file can come back in. */
export async function exportDevices(
  db: Db,
  scope: Scope<'cameras.export'>,
  { filter, format, locale }: { filter: RoadsideFilter; format: SheetFormat; locale: Locale },
): Promise<Buffer> {
  const rows: Cell[][] = [headings(DEVICE_COLUMNS, DEVICE_COLUMN_KEYS, locale)];
  let afterCode = '';
  while (rows.length < MAX_ROWS) {
    const page = await devicesByCode(db, filter, afterCode, PAGE);
    rows.push(...page.map((device) => cellsOf(device, locale)));
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    afterCode = last.code;
  }
  await writeAudit(db, scope, {
    action: 'roadside.export',
    details: { format, devices: rows.length - 1 },
  });
  return writeTable(format, rows);
}

function cellsOf(device: RoadsideDevice, locale: Locale): Cell[] {
  const words = WORDS[locale];
  const cells: Record<DeviceColumn, Cell> = {
    code: device.code,
    name: device.name,
    kind: words[device.kind],
    road: device.roadCode,
    direction: device.direction && words[device.direction],
    chainage: device.chainageM === null ? null : formatChainage(device.chainageM),
    // What was worked out from the road is worked out again when the file comes back.
    longitude: device.byRoad ? null : device.lon,
    latitude: device.byRoad ? null : device.lat,
    maker: device.maker,
    remark: device.remark,
  };
  return DEVICE_COLUMN_KEYS.map((column) => cells[column]);
}
