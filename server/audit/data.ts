import { z } from 'zod';
import { readCursor, writeCursor } from '../platform/cursor.ts';
import type { Db, Prisma } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';
import type { AuditEntryView, auditListInputSchema } from './schema.ts';

const cursorShape = z.tuple([z.coerce.date(), z.string()]);

/** Newest first. */
export async function listAudit(
  db: Db,
  _scope: Scope<'audit.view'>,
  input: z.infer<typeof auditListInputSchema>,
): Promise<{ items: AuditEntryView[]; nextCursor: string | null }> {
  const rows = await db.auditEntry.findMany({
    where: { AND: [filters(input), afterCursor(input.cursor)] },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: input.limit + 1,
  });
  const items = rows.slice(0, input.limit);
  const last = items.at(-1);
  return {
    items: items.map((row) => ({ ...row, details: asRecord(row.details) })),
    nextCursor: rows.length > input.limit && last ? writeCursor([last.at, last.id]) : null,
  };
}

function filters(input: z.infer<typeof auditListInputSchema>): Prisma.AuditEntryWhereInput {
  const { q, action, userId, from, to } = input;
  const contains = { contains: q ?? '', mode: 'insensitive' as const };
  return {
    ...(action ? { action } : {}),
    ...(userId ? { userId } : {}),
    ...(from || to ? { at: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) } } : {}),
    ...(q
      ? {
          OR: [
            { username: contains },
            { subjectName: contains },
            { subjectId: q },
            { action: contains },
            { address: contains },
          ],
        }
      : {}),
  };
}

function afterCursor(cursor: string | undefined): Prisma.AuditEntryWhereInput {
  if (!cursor) return {};
  const [at, id] = readCursor(cursor, cursorShape);
  return { OR: [{ at: { lt: at } }, { at, id: { lt: id } }] };
}

function asRecord(json: unknown): Record<string, unknown> | null {
  return z.record(z.string(), z.unknown()).nullable().catch(null).parse(json);
}
