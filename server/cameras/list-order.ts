/** Sort orders of camera lists and where a page goes on: by the sort values of its last row. */
import { z } from 'zod';
import { readCursor, writeCursor } from '../platform/cursor.ts';
import type { Prisma } from '../platform/db.ts';
import type { CameraSort } from './schema.ts';

const ORDERS = {
  name: ['sortName', 'id'],
  code: ['code', 'id'],
  chainage: ['roadId', 'direction', 'chainageM', 'id'],
  status: ['status', 'id'],
  channel: ['deviceId', 'channel', 'id'],
} as const satisfies Record<CameraSort, readonly (keyof Prisma.CameraWhereInput)[]>;

type Column = (typeof ORDERS)[CameraSort][number];
type Value = string | number | null;
type Row = Readonly<Record<Column, Value>>;

const NULLABLE: ReadonlySet<Column> = new Set(['roadId', 'direction', 'chainageM']);
/** Enums compare in the order the database declares them. */
const ENUMS: Partial<Record<Column, readonly string[]>> = {
  status: ['fault', 'offline', 'unknown', 'online'],
  direction: ['up', 'down'],
};
const cursorShape = z.array(z.union([z.string(), z.number(), z.null()])).max(4);

export function orderBy(sort: CameraSort): Prisma.CameraOrderByWithRelationInput[] {
  return ORDERS[sort].map((column) => ({
    [column]: NULLABLE.has(column) ? { sort: 'asc', nulls: 'last' } : 'asc',
  }));
}

export function cursorOf(sort: CameraSort, row: Row): string {
  return writeCursor(ORDERS[sort].map((column) => row[column]));
}

/** Rows behind the cursor: greater in the first column, or equal there and greater in the next … */
export function behindCursor(sort: CameraSort, cursor: string): Prisma.CameraWhereInput {
  const columns = ORDERS[sort];
  const values = readCursor(cursor, cursorShape.length(columns.length));
  const pairs = columns.map((column, index) => ({ column, value: values[index] ?? null }));
  return {
    OR: pairs.map((pair, index) => ({
      AND: [
        ...pairs.slice(0, index).map((before) => ({ [before.column]: before.value })),
        greater(pair.column, pair.value),
      ],
    })),
  };
}

function greater(column: Column, value: Value): Prisma.CameraWhereInput {
  if (value === null) return { id: { in: [] } }; // null sorts last: nothing is behind it
  const order = ENUMS[column];
  const behind = order
    ? { [column]: { in: order.slice(order.indexOf(String(value)) + 1) } }
    : { [column]: { gt: value } };
  return NULLABLE.has(column) ? { OR: [behind, { [column]: null }] } : behind;
}
