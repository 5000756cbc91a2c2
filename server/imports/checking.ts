import { AppError } from '../platform/errors.ts';
import { type Cell, type Header, readHeader } from './columns.ts';
import { openUpload, storeChecked, storeTotal } from './job-rows.ts';
import { failImport } from './mutations.ts';
import { MAX_IMPORT_ROWS } from './schema.ts';
import { readTable } from './sheet.ts';
import type { CheckTools, ImportedKind } from './subject.ts';
import { SUBJECTS } from './subjects.ts';

const BATCH = 500;

/** The dry run: reads the file and says of every row what would become of it. Writes nothing else. */
export async function checkImport(tools: CheckTools, importId: string): Promise<void> {
  const { db, secrets } = tools;
  const upload = await openUpload(db, importId);
  if (!upload) return; // cancelled, or checked by somebody else
  try {
    const kind = SUBJECTS[upload.subject];
    const [heading = [], ...rows] = await readTable(secrets.openBytes(upload.file));
    const header = demandHeader(kind, heading);
    const filled = rows
      .map((cells, index) => ({ cells, rowNumber: index + 2 }))
      .filter(({ cells }) => cells.some((cell) => cell !== null && cell !== ''));
    if (filled.length === 0) throw new AppError('import.empty');
    if (filled.length > MAX_IMPORT_ROWS)
      throw new AppError('import.too-many-rows', {
        details: { rows: filled.length, max: MAX_IMPORT_ROWS },
      });
    await checkRows(tools, importId, await kind.checker(tools, header, filled), filled);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await failImport(db, importId, error);
  }
}

function demandHeader({ columns, needed }: ImportedKind, heading: readonly Cell[]): Header {
  const header = readHeader(columns, needed, heading);
  if ('missing' in header) throw new AppError('import.bad-columns', { details: header });
  return header;
}

async function checkRows(
  { db }: CheckTools,
  importId: string,
  check: Awaited<ReturnType<ImportedKind['checker']>>,
  rows: readonly { cells: Cell[]; rowNumber: number }[],
): Promise<void> {
  await storeTotal(db, importId, rows.length);
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    const verdicts = batch.map(({ cells, rowNumber }) => ({
      ...check(cells, rowNumber),
      rowNumber,
    }));
    const last = from + BATCH >= rows.length;
    if (!(await storeChecked(db, importId, verdicts, last))) return; // cancelled
  }
}
