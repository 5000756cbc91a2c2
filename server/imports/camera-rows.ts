/** One row of a spreadsheet: what it says about a camera, or every reason why it cannot be taken. */

import { parseAddress } from '../cameras/address.ts';
import {
  cameraKindSchema,
  type Driver,
  driverSchema,
  projectionSchema,
  transportSchema,
} from '../cameras/schema.ts';
import { readGbAddress } from '../gb28181/address.ts';
import { AppError } from '../platform/errors.ts';
import type { CameraColumn } from './camera-columns.ts';
import { type Cell, type Header, SEPARATOR } from './columns.ts';
import { RowReader, type RowVerdict } from './row-reader.ts';
import { checkedRowSchema } from './schema.ts';

type CameraReader = RowReader<CameraColumn>;

/** What rows refer to, by code and by name. */
export type References = {
  readonly divisions: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
  readonly roads: ReadonlyMap<string, string>;
  /** Cameras there are, with their driver. */
  readonly cameras: ReadonlyMap<string, Driver>;
  isAllowed(host: string): boolean;
  sealPassword(password: string): string;
};

const KINDS: Record<string, string> = {
  枪机: 'bullet',
  半球: 'dome',
  球机: 'ptz',
  全景: 'panorama',
  移动: 'mobile',
};
const PROJECTIONS: Record<string, string> = { 平面: 'flat', 全景: 'equirectangular' };

/** `seenAt`: row numbers of the codes met before in this file. */
export function checkCameraRow(
  cells: readonly Cell[],
  header: Header,
  rowNumber: number,
  references: References,
  seenAt: Map<string, number>,
): RowVerdict {
  const row: CameraReader = new RowReader(cells, header);
  const code = row.ownCode('code', rowNumber, seenAt);
  const name = row.text('name', 128);
  const existing = references.cameras.get(code ?? '');
  if (name === undefined && !existing) row.fail('name', 'import.required');
  const data = readFields(row, references, existing);
  const outcome = row.errors.length > 0 ? 'error' : existing ? 'update' : 'new';
  return {
    code: code ?? '',
    name: name ?? '',
    outcome,
    data: outcome === 'error' ? null : checkedRowSchema.parse({ code, name, ...data }),
    errors: row.errors,
  };
}

function readFields(row: CameraReader, references: References, existing: Driver | undefined) {
  const divisionId = row.reference('division', references.divisions, 'import.unknown-division');
  if (divisionId === undefined && !existing && !row.errors.some((e) => e.column === 'division'))
    row.fail('division', 'import.required');
  return {
    divisionId,
    kind: row.choice('kind', cameraKindSchema, KINDS),
    projection: row.choice('projection', projectionSchema, PROJECTIONS),
    groupIds: readGroups(row, references.groups),
    roadId: row.reference('road', references.roads, 'import.unknown-road'),
    direction: row.direction('direction'),
    chainageM: row.chainage('chainage'),
    ...row.position('longitude', 'latitude'),
    azimuth: row.number('azimuth', 0, 359.999),
    viewAngle: row.number('viewAngle', 1, 360),
    viewRangeM: row.number('viewRange', 1, 50_000),
    maker: row.text('maker', 64),
    tags: row
      .text('tags', 1024)
      ?.split(SEPARATOR)
      .map((tag) => tag.trim().slice(0, 64))
      .filter(Boolean),
    ...readSource(row, references, existing),
  };
}

function readGroups(row: CameraReader, known: ReadonlyMap<string, string>): string[] | undefined {
  return row
    .text('groups', 1024)
    ?.split(SEPARATOR)
    .flatMap((part) => {
      const id = known.get(part.trim().toLowerCase());
      if (!id) row.fail('groups', 'import.unknown-group', { value: part.trim() });
      return id ?? [];
    });
}

function readAddress(
  row: CameraReader,
  column: 'address' | 'subAddress',
  references: References,
): string | undefined {
  const text = row.text(column, 2048);
  // Of a camera behind GB/T 28181: what was exported comes back, and changes nothing.
  if (text === undefined || readGbAddress(text)) return undefined;
  try {
    const address = parseAddress(text);
    if (references.isAllowed(address.host)) return text;
    row.fail(column, 'import.address-not-allowed', { host: address.host });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    row.fail(column, 'import.bad-address');
  }
  return undefined;
}

function readSource(row: CameraReader, references: References, existing: Driver | undefined) {
  const driver = row.choice('driver', driverSchema) ?? existing ?? 'rtsp';
  if (existing && driver !== existing) row.fail('driver', 'import.driver-fixed');
  if (!existing && driver === 'gb28181') row.fail('driver', 'import.signs-in-itself');
  const mainAddress = readAddress(row, 'address', references);
  const subAddress = readAddress(row, 'subAddress', references);
  const told = row.errors.some((error) => error.column === 'address');
  if (driver !== 'rtmp' && !existing && !mainAddress && !subAddress && !told)
    row.fail('address', 'import.required');
  if (driver === 'rtmp' && (mainAddress || subAddress)) row.fail('address', 'import.bad-address');
  const typed = [mainAddress, subAddress].flatMap((text) => (text ? parseAddress(text) : []));
  const credentials = typed.find(({ username, password }) => username ?? password);
  const password = row.text('password', 256) ?? credentials?.password ?? undefined;
  return {
    driver,
    mainAddress: mainAddress && parseAddress(mainAddress).url,
    subAddress: subAddress && parseAddress(subAddress).url,
    transport: row.choice('transport', transportSchema),
    username: row.text('username', 256) ?? credentials?.username ?? undefined,
    passwordCipher: password ? references.sealPassword(password) : undefined,
  };
}
