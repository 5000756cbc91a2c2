/** One row of a spreadsheet: what it says about a camera, or every reason why it cannot be taken. */
import type { z } from 'zod';
import { parseAddress } from '../cameras/address.ts';
import {
  cameraKindSchema,
  type Driver,
  directionSchema,
  driverSchema,
  projectionSchema,
  transportSchema,
} from '../cameras/schema.ts';
import { AppError } from '../platform/errors.ts';
import { parseChainage } from '../roads/chainage.ts';
import { type Cell, type Column, FORMULA, type Header, SEPARATOR } from './columns.ts';
import { type CheckedRow, checkedRowSchema, type ImportRowError } from './schema.ts';

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

export type RowVerdict = {
  readonly code: string;
  readonly name: string;
  readonly outcome: 'new' | 'update' | 'error';
  readonly data: CheckedRow | null;
  readonly errors: ImportRowError[];
};

const DIRECTIONS: Record<string, string> = { 上行: 'up', 下行: 'down' };
const KINDS: Record<string, string> = {
  枪机: 'bullet',
  半球: 'dome',
  球机: 'ptz',
  全景: 'panorama',
  移动: 'mobile',
};
const PROJECTIONS: Record<string, string> = { 平面: 'flat', 全景: 'equirectangular' };

class RowReader {
  readonly errors: ImportRowError[] = [];
  readonly #cells: readonly Cell[];
  readonly #header: Header;

  constructor(cells: readonly Cell[], header: Header) {
    this.#cells = cells;
    this.#header = header;
  }

  fail(
    column: Column | null,
    code: ImportRowError['code'],
    params?: ImportRowError['params'],
  ): void {
    this.errors.push({ column, code, ...(params ? { params } : {}) });
  }

  /** undefined: empty, or wrong and told so. */
  text(column: Column, maxLength: number): string | undefined {
    const cell = this.#cells[this.#header.get(column) ?? -1];
    if (cell === FORMULA) this.fail(column, 'import.formula');
    if (cell === null || cell === undefined || cell === FORMULA) return undefined;
    const text = String(cell).trim();
    if (text.length > maxLength) this.fail(column, 'import.too-long', { max: maxLength });
    return text === '' || text.length > maxLength ? undefined : text;
  }

  number(column: Column, min: number, max: number): number | undefined {
    const text = this.text(column, 32);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isFinite(value)) this.fail(column, 'import.not-a-number', { value: text });
    else if (value < min || value > max) this.fail(column, 'import.out-of-range', { min, max });
    else return value;
    return undefined;
  }

  choice<T extends string>(
    column: Column,
    schema: z.ZodEnum<Record<T, T>>,
    words: Record<string, string> = {},
  ): T | undefined {
    const text = this.text(column, 32);
    if (text === undefined) return undefined;
    const parsed = schema.safeParse(words[text] ?? text.toLowerCase());
    if (!parsed.success)
      this.fail(column, 'import.not-a-choice', { choices: schema.options.join(', ') });
    return parsed.data;
  }

  reference(
    column: Column,
    known: ReadonlyMap<string, string>,
    code: ImportRowError['code'],
  ): string | undefined {
    const text = this.text(column, 128);
    if (text === undefined) return undefined;
    const id = known.get(text.toLowerCase());
    if (!id) this.fail(column, code, { value: text });
    return id;
  }

  references(column: Column, known: ReadonlyMap<string, string>): string[] | undefined {
    const text = this.text(column, 1024);
    const ids = text?.split(SEPARATOR).flatMap((part) => {
      const id = known.get(part.trim().toLowerCase());
      if (!id) this.fail(column, 'import.unknown-group', { value: part.trim() });
      return id ?? [];
    });
    return ids;
  }

  address(column: Column, references: References): string | undefined {
    const text = this.text(column, 2048);
    if (text === undefined) return undefined;
    try {
      const address = parseAddress(text);
      if (references.isAllowed(address.host)) return text;
      this.fail(column, 'import.address-not-allowed', { host: address.host });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.fail(column, 'import.bad-address');
    }
    return undefined;
  }
}

/** `seenAt`: row numbers of the codes met before in this file. */
export function checkRow(
  cells: readonly Cell[],
  header: Header,
  rowNumber: number,
  references: References,
  seenAt: Map<string, number>,
): RowVerdict {
  const row = new RowReader(cells, header);
  const code = row.text('code', 64);
  const name = row.text('name', 128);
  const existing = references.cameras.get(code ?? '');
  if (code === undefined) row.fail('code', 'import.required');
  else noteCode(row, code, rowNumber, seenAt);
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

function noteCode(row: RowReader, code: string, rowNumber: number, seenAt: Map<string, number>) {
  const first = seenAt.get(code);
  if (first === undefined) seenAt.set(code, rowNumber);
  else row.fail('code', 'import.duplicate-in-file', { firstRow: first });
}

function readFields(row: RowReader, references: References, existing: Driver | undefined) {
  const divisionId = row.reference('division', references.divisions, 'import.unknown-division');
  if (divisionId === undefined && !existing && !row.errors.some((e) => e.column === 'division'))
    row.fail('division', 'import.required');
  return {
    divisionId,
    kind: row.choice('kind', cameraKindSchema, KINDS),
    projection: row.choice('projection', projectionSchema, PROJECTIONS),
    groupIds: row.references('groups', references.groups),
    roadId: row.reference('road', references.roads, 'import.unknown-road'),
    direction: row.choice('direction', directionSchema, DIRECTIONS),
    chainageM: readChainage(row),
    ...readPosition(row),
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

function readChainage(row: RowReader): number | undefined {
  const text = row.text('chainage', 32);
  const chainageM = text === undefined ? undefined : parseChainage(text);
  if (chainageM === null) row.fail('chainage', 'import.bad-chainage', { value: text ?? '' });
  return chainageM ?? undefined;
}

function readPosition(row: RowReader): { lon?: number | undefined; lat?: number | undefined } {
  const before = row.errors.length;
  const lon = row.number('longitude', -180, 180);
  const lat = row.number('latitude', -90, 90);
  if (row.errors.length === before && (lon === undefined) !== (lat === undefined))
    row.fail(lon === undefined ? 'longitude' : 'latitude', 'import.half-a-position');
  return { lon, lat };
}

function readSource(row: RowReader, references: References, existing: Driver | undefined) {
  const driver = row.choice('driver', driverSchema) ?? existing ?? 'rtsp';
  if (existing && driver !== existing) row.fail('driver', 'import.driver-fixed');
  const mainAddress = row.address('address', references);
  const subAddress = row.address('subAddress', references);
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
