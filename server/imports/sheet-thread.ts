/** Runs in a thread of its own: reading 100,000 rows takes seconds, and a file may be a bomb. */
import { parentPort, workerData } from 'node:worker_threads';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { strFromU8, unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import { type Cell, FORMULA } from './columns.ts';
import type { Sheet, SheetTask } from './sheet.ts';

/** What a spreadsheet program would run as a formula when it opens a CSV file. */
const FORMULA_START = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;
const BOM = '\uFEFF';

async function run(task: SheetTask): Promise<Cell[][] | Uint8Array> {
  if (task.do === 'write')
    return task.format === 'csv' ? writeCsv(task.rows) : writeXlsx(task.rows);
  if (task.do === 'write-book') return writeWorkbook(task.sheets);
  return isZip(task.bytes) ? readXlsx(task.bytes) : readCsv(task.bytes);
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

async function readXlsx(bytes: Uint8Array): Promise<Cell[][]> {
  const formulas = formulaCells(bytes);
  const rows = await readSheet(Buffer.from(bytes));
  return rows.map((row, rowIndex) =>
    row.map((value, columnIndex) =>
      formulas.has(`${columnName(columnIndex)}${rowIndex + 1}`) ? FORMULA : toCell(value),
    ),
  );
}

function toCell(value: unknown): Cell {
  if (typeof value === 'number' || value === null) return value;
  return value instanceof Date ? value.toISOString() : String(value);
}

/** Cells of the first sheet that hold a formula (ECMA-376 part 1, 18.3.1.40). */
function formulaCells(bytes: Uint8Array): Set<string> {
  const files = unzipSync(bytes, { filter: ({ name }) => SHEET.test(name) });
  const [first] = Object.keys(files).sort(byNumber);
  const xml = first ? strFromU8(files[first] ?? new Uint8Array()) : '';
  return new Set(Array.from(xml.matchAll(FORMULA_CELL), (match) => match[1] ?? ''));
}

const SHEET = /^xl\/worksheets\/sheet\d+\.xml$/;
const FORMULA_CELL = /<c [^>]*?r="([A-Z]+\d+)"[^>]*><f[ >/]/g;

function byNumber(a: string, b: string): number {
  return Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]);
}

function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

function readCsv(bytes: Uint8Array): Cell[][] {
  const rows: string[][] = parse(decode(bytes), {
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: 65_536,
  });
  return rows.map((row) => row.map(readCsvCell));
}

function readCsvCell(text: string): Cell {
  const value = text.trim();
  // As we write it ourselves: an apostrophe keeps spreadsheet programs from running the text.
  if (value.startsWith("'")) return value.slice(1);
  if (value.startsWith('=')) return FORMULA;
  return value === '' ? null : value;
}

/** UTF-8 where it is valid, else what Chinese Windows writes. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  }
}

function writeCsv(rows: readonly Cell[][]): Uint8Array {
  const safe = rows.map((row) => row.map((cell) => (cell === null ? '' : harmless(cell))));
  return Buffer.from(BOM + stringify(safe, { record_delimiter: 'windows' }));
}

function harmless(cell: string | number): string {
  const text = String(cell);
  return FORMULA_START.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** Typed cells: a text stays a text there, whatever it begins with. */
async function writeXlsx(rows: readonly Cell[][]): Promise<Uint8Array> {
  return writeXlsxFile(typedCells(rows)).toBuffer();
}

async function writeWorkbook(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const typed = sheets.map(({ name, rows }) => ({ sheet: name, data: typedCells(rows) }));
  return writeXlsxFile(typed).toBuffer();
}

function typedCells(rows: readonly Cell[][]) {
  return rows.map((row) =>
    row.map((cell) => {
      if (cell === null) return null;
      return typeof cell === 'number'
        ? { value: cell, type: Number }
        : { value: cell, type: String };
    }),
  );
}

parentPort?.postMessage(await run(workerData));
