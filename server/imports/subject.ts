import type { Transaction } from '../platform/db.ts';
import type { Services } from '../trpc/context.ts';
import type { Cell, ColumnTable, Header } from './columns.ts';
import type { RowVerdict } from './row-reader.ts';

export type CheckTools = Pick<Services, 'db' | 'secrets' | 'cameraNetworks'>;
export type WriteTools = Pick<Services, 'secrets' | 'media'>;

/** What the rows of a spreadsheet are: how one is read, and how good ones are written. */
export type ImportedKind = {
  readonly columns: ColumnTable;
  /** Without these a file is another list. */
  readonly needed: readonly string[];
  /** Looks up once what rows refer to; what it gives says of each row what would become of it. */
  checker(
    tools: CheckTools,
    header: Header,
    rows: readonly { readonly cells: readonly Cell[] }[],
  ): Promise<(cells: readonly Cell[], rowNumber: number) => RowVerdict>;
  /** Some rows as their `data` was stored, written together; what it gives is done after the commit. */
  write(tx: Transaction, tools: WriteTools, rows: readonly unknown[]): Promise<() => Promise<void>>;
};
