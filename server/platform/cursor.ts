import type { z } from 'zod';
import { AppError } from './errors.ts';

/** Where a page ended: the sort values of its last row, opaque to whoever carries it. */
export function writeCursor(values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

export function readCursor<S extends z.ZodType>(cursor: string, shape: S): z.infer<S> {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new AppError('input.invalid', { details: { fields: { cursor: 'unreadable' } }, cause });
  }
}
