/** Sort orders of lists and where a page goes on: by the sort values of its last row. */
import { z } from 'zod';
import { readCursor, writeCursor } from './cursor.ts';

type Value = string | number | null;

/** By these columns, one after the other; the last one tells all rows apart. */
export type ListOrder<Column extends string> = {
  readonly columns: readonly Column[];
  /** Those that may be null, which sorts last. */
  readonly nullable?: ReadonlySet<Column>;
  /** Enums compare in the order the database declares them. */
  readonly enums?: Partial<Record<Column, readonly string[]>>;
};

type Behind = { [column: string]: Value | { gt: Value } | { in: string[] } | Behind[] };

const cursorShape = z.array(z.union([z.string(), z.number(), z.null()])).max(4);

export function orderBy<Column extends string>({ columns, nullable }: ListOrder<Column>) {
  return columns.map((column) => ({
    [column]: nullable?.has(column)
      ? { sort: 'asc' as const, nulls: 'last' as const }
      : ('asc' as const),
  }));
}

export function cursorOf<Column extends string>(
  { columns }: ListOrder<Column>,
  row: Readonly<Record<Column, Value>>,
): string {
  return writeCursor(columns.map((column) => row[column]));
}

/** Rows behind the cursor: greater in the first column, or equal there and greater in the next … */
export function behindCursor<Column extends string>(order: ListOrder<Column>, cursor: string) {
  const values = readCursor(cursor, cursorShape.length(order.columns.length));
  const pairs = order.columns.map((column, index) => ({ column, value: values[index] ?? null }));
  return {
    OR: pairs.map((pair, index) => ({
      AND: [
        ...pairs.slice(0, index).map((before): Behind => ({ [before.column]: before.value })),
        greater(order, pair.column, pair.value),
      ],
    })),
  };
}

function greater<Column extends string>(
  { nullable, enums }: ListOrder<Column>,
  column: Column,
  value: Value,
): Behind {
  if (value === null) return { id: { in: [] } }; // null sorts last: nothing is behind it
  const declared = enums?.[column];
  const behind: Behind = declared
    ? { [column]: { in: declared.slice(declared.indexOf(String(value)) + 1) } }
    : { [column]: { gt: value } };
  return nullable?.has(column) ? { OR: [behind, { [column]: null }] } : behind;
}
