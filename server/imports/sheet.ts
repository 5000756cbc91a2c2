import { Worker } from 'node:worker_threads';
import { AppError } from '../platform/errors.ts';
import type { Cell } from './columns.ts';

export type SheetFormat = 'csv' | 'xlsx';
export type SheetTask =
  | { readonly do: 'read'; readonly bytes: Uint8Array }
  | { readonly do: 'write'; readonly format: SheetFormat; readonly rows: Cell[][] }
  | { readonly do: 'write-book'; readonly sheets: readonly Sheet[] };

/** One sheet of a workbook. */
export type Sheet = { readonly name: string; readonly rows: readonly Cell[][] };

/** 100,000 rows of twenty columns need half of it; a file that unpacks to more is refused. */
const MAX_MEMORY_MB = 1_536;
const WITHIN_MS = 120_000;

/** Rows of the first sheet, the heading among them. */
export async function readTable(bytes: Uint8Array): Promise<Cell[][]> {
  try {
    const rows = await inThread({ do: 'read', bytes });
    if (rows instanceof Uint8Array) throw new Error('rows were asked for');
    return rows;
  } catch (cause) {
    throw new AppError('import.bad-file', { cause });
  }
}

export async function writeTable(format: SheetFormat, rows: Cell[][]): Promise<Buffer> {
  const bytes = await inThread({ do: 'write', format, rows });
  if (!(bytes instanceof Uint8Array)) throw new Error('bytes were asked for');
  return Buffer.from(bytes);
}

export async function writeBook(sheets: readonly Sheet[]): Promise<Buffer> {
  const bytes = await inThread({ do: 'write-book', sheets });
  if (!(bytes instanceof Uint8Array)) throw new Error('bytes were asked for');
  return Buffer.from(bytes);
}

function inThread(task: SheetTask): Promise<Cell[][] | Uint8Array> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./sheet-thread.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
    });
    const timer = setTimeout(() => {
      reject(new Error('took too long'));
      void thread.terminate();
    }, WITHIN_MS);
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code}`)); // after a message this changes nothing
    });
  });
}
