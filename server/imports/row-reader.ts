import type { z } from 'zod';
import { directionSchema } from '../cameras/schema.ts';
import { parseChainage } from '../roads/chainage.ts';
import { type Cell, FORMULA, type Header } from './columns.ts';
import type { ImportRowError } from './schema.ts';

/** What a row is found to be; `data` is what will be written, once it is valid. */
export type RowVerdict = {
  readonly code: string;
  readonly name: string;
  readonly outcome: 'new' | 'update' | 'error';
  readonly data: object | null;
  readonly errors: ImportRowError[];
};

const DIRECTIONS: Record<string, string> = { 上行: 'up', 下行: 'down' };

/** One row of a spreadsheet: its cells by column, and every reason why it cannot be taken. */
export class RowReader<Column extends string> {
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
      this.fail(column, 'import.not-a-choice', {
        value: text,
        choices: schema.options.join(', '),
      });
    return parsed.data;
  }

  direction(column: Column): 'up' | 'down' | undefined {
    return this.choice(column, directionSchema, DIRECTIONS);
  }

  chainage(column: Column): number | undefined {
    const text = this.text(column, 32);
    const chainageM = text === undefined ? undefined : parseChainage(text);
    if (chainageM === null) this.fail(column, 'import.bad-chainage', { value: text ?? '' });
    return chainageM ?? undefined;
  }

  /** Both or neither. */
  position(lonColumn: Column, latColumn: Column): { lon?: number; lat?: number } {
    const before = this.errors.length;
    const lon = this.number(lonColumn, -180, 180);
    const lat = this.number(latColumn, -90, 90);
    if (this.errors.length === before && (lon === undefined) !== (lat === undefined))
      this.fail(lon === undefined ? lonColumn : latColumn, 'import.half-a-position');
    return lon === undefined || lat === undefined ? {} : { lon, lat };
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

  /** The row's own code; `seenAt`: row numbers of the codes met before in this file. */
  ownCode(column: Column, rowNumber: number, seenAt: Map<string, number>): string | undefined {
    const code = this.text(column, 64);
    if (code === undefined) {
      this.fail(column, 'import.required');
      return undefined;
    }
    const first = seenAt.get(code);
    if (first === undefined) seenAt.set(code, rowNumber);
    else this.fail(column, 'import.duplicate-in-file', { row: first });
    return code;
  }
}
