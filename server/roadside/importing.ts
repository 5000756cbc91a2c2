/** Roadside devices as they come in by spreadsheets. */
import type { Cell, Header } from '../imports/columns.ts';
import { roadReferences } from '../imports/data.ts';
import { RowReader, type RowVerdict } from '../imports/row-reader.ts';
import type { ImportedKind } from '../imports/subject.ts';
import { type RoadCourses, roadCourses } from '../roads/data.ts';
import { DEVICE_COLUMNS, DEVICE_NEEDED, type DeviceColumn } from './columns.ts';
import { knownDevices } from './data.ts';
import { writeDevices } from './mutations.ts';
import { type DevicePlace, NO_PLACE, placeAfter } from './place.ts';
import { checkedDeviceSchema, roadsideKindSchema } from './schema.ts';

const KINDS: Record<string, string> = { 诱导屏: 'sign', 信号机: 'signal', 卡口: 'checkpoint' };

export const importedDevices: ImportedKind = {
  columns: DEVICE_COLUMNS,
  needed: DEVICE_NEEDED,
  async checker({ db }, header) {
    const roads = await roadReferences(db);
    const references = {
      roads,
      courses: await roadCourses(db, [...roads.values()]),
      devices: await knownDevices(db),
    };
    const seenAt = new Map<string, number>();
    return (cells, rowNumber) => checkRow(cells, header, rowNumber, references, seenAt);
  },
  async write(tx, _tools, rows) {
    await writeDevices(
      tx,
      rows.map((row) => checkedDeviceSchema.parse(row)),
    );
    return () => Promise.resolve();
  },
};

type References = {
  readonly roads: ReadonlyMap<string, string>;
  readonly courses: RoadCourses;
  readonly devices: ReadonlyMap<string, DevicePlace>;
};

function checkRow(
  cells: readonly Cell[],
  header: Header,
  rowNumber: number,
  { roads, courses, devices }: References,
  seenAt: Map<string, number>,
): RowVerdict {
  const row = new RowReader<DeviceColumn>(cells, header);
  const code = row.ownCode('code', rowNumber, seenAt);
  const name = row.text('name', 128);
  const existing = devices.get(code ?? '');
  if (name === undefined && !existing) row.fail('name', 'import.required');
  const kind = row.choice('kind', roadsideKindSchema, KINDS);
  if (kind === undefined && !existing && !row.errors.some(({ column }) => column === 'kind'))
    row.fail('kind', 'import.required');
  const place = {
    roadId: row.reference('road', roads, 'import.unknown-road'),
    direction: row.direction('direction'),
    chainageM: row.chainage('chainage'),
    ...row.position('longitude', 'latitude'),
  };
  const rest = { maker: row.text('maker', 64), remark: row.text('remark', 500) };
  if (row.errors.length === 0 && placeAfter(existing ?? NO_PLACE, place, courses) === 'off-road')
    row.fail('chainage', 'import.off-road');
  const outcome = row.errors.length > 0 ? 'error' : existing ? 'update' : 'new';
  const data = { code, name, kind, ...place, ...rest };
  return {
    code: code ?? '',
    name: name ?? '',
    outcome,
    data: outcome === 'error' ? null : checkedDeviceSchema.parse(data),
    errors: row.errors,
  };
}
