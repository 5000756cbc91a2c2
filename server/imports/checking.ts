import { demandAllowedAddress } from '../cameras/address.ts';
import { AppError } from '../platform/errors.ts';
import type { Services } from '../trpc/context.ts';
import { checkRow, type References, type RowVerdict } from './check-row.ts';
import { type Cell, type Header, readHeader } from './columns.ts';
import { referenceTables } from './data.ts';
import { openUpload, storeChecked, storeTotal } from './job-rows.ts';
import { failImport } from './mutations.ts';
import { MAX_IMPORT_ROWS } from './schema.ts';
import { readTable } from './sheet.ts';

type Tools = Pick<Services, 'db' | 'secrets' | 'cameraNetworks'>;

const BATCH = 500;

/** The dry run: reads the file and says of every row what would become of it. Writes no camera. */
export async function checkImport(tools: Tools, importId: string): Promise<void> {
  const { db, secrets } = tools;
  const sealed = await openUpload(db, importId);
  if (!sealed) return; // cancelled, or checked by somebody else
  try {
    const [heading = [], ...rows] = await readTable(secrets.openBytes(sealed));
    const header = demandHeader(heading);
    const filled = rows
      .map((cells, index) => ({ cells, rowNumber: index + 2 }))
      .filter(({ cells }) => cells.some((cell) => cell !== null && cell !== ''));
    if (filled.length === 0) throw new AppError('import.empty');
    if (filled.length > MAX_IMPORT_ROWS)
      throw new AppError('import.too-many-rows', {
        details: { rows: filled.length, max: MAX_IMPORT_ROWS },
      });
    await checkRows(tools, importId, header, filled);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await failImport(db, importId, error);
  }
}

function demandHeader(heading: readonly Cell[]): Header {
  const header = readHeader(heading);
  if ('missing' in header) throw new AppError('import.bad-columns', { details: header });
  return header;
}

async function checkRows(
  { db, secrets, cameraNetworks }: Tools,
  importId: string,
  header: Header,
  rows: readonly { cells: Cell[]; rowNumber: number }[],
): Promise<void> {
  const tables = await referenceTables(db);
  const hosts = await allowedHosts(header, rows, cameraNetworks);
  const references: References = {
    ...tables,
    isAllowed: (host) => hosts.get(host) ?? true,
    sealPassword: (password) => secrets.seal(password),
  };
  await storeTotal(db, importId, rows.length);
  const seenAt = new Map<string, number>();
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    const verdicts = batch.map(({ cells, rowNumber }): RowVerdict & { rowNumber: number } => ({
      ...checkRow(cells, header, rowNumber, references, seenAt),
      rowNumber,
    }));
    const last = from + BATCH >= rows.length;
    if (!(await storeChecked(db, importId, verdicts, last))) return; // cancelled
  }
}

/** Each host is looked up once, however many rows name it. */
async function allowedHosts(
  header: Header,
  rows: readonly { cells: readonly Cell[] }[],
  networks: Tools['cameraNetworks'],
): Promise<Map<string, boolean>> {
  const columns = [header.get('address'), header.get('subAddress')];
  const hosts = new Set(
    rows.flatMap(({ cells }) => columns.flatMap((column) => hostOf(cells[column ?? -1]) ?? [])),
  );
  const allowed = new Map<string, boolean>();
  for (const host of hosts)
    allowed.set(
      host,
      await demandAllowedAddress(host, networks).then(
        () => true,
        () => false,
      ),
    );
  return allowed;
}

function hostOf(cell: Cell | undefined): string | null {
  const text = String(cell ?? '').trim();
  return URL.canParse(text) ? new URL(text).hostname.replace(/^\[|\]$/g, '') : null;
}
