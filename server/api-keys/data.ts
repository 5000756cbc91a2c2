import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readCursor, writeCursor } from '../platform/cursor.ts';
import type { Db, Prisma } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';
import type { ApiKeyView, apiKeyListInputSchema, apiKeyListSchema } from './schema.ts';

export type KeyManager = Scope<'apiKeys.manage'>;

export const apiKeySelect = {
  id: true,
  name: true,
  hint: true,
  createdAt: true,
  createdByName: true,
  lastUsedAt: true,
  revokedAt: true,
  revokedByName: true,
} as const satisfies Prisma.ApiKeySelect;
type Selected = Prisma.ApiKeyGetPayload<{ select: typeof apiKeySelect }>;

export function toView({ createdByName, revokedByName, ...key }: Selected): ApiKeyView {
  return { ...key, createdBy: createdByName, revokedBy: revokedByName };
}

const cursorShape = z.tuple([z.coerce.date(), z.string()]);

/** The newest first, those that were revoked among them. */
export async function listApiKeys(
  db: Db,
  _scope: KeyManager,
  { q, cursor, limit }: z.infer<typeof apiKeyListInputSchema>,
): Promise<z.infer<typeof apiKeyListSchema>> {
  const contains = { contains: q?.trim() ?? '', mode: 'insensitive' as const };
  const where = q?.trim() ? { OR: [{ name: contains }, { hint: contains }] } : {};
  const [rows, total] = await Promise.all([
    db.apiKey.findMany({
      where: { AND: [where, cursor === undefined ? {} : behind(cursor)] },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
      select: apiKeySelect,
    }),
    db.apiKey.count({ where }),
  ]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(toView),
    nextCursor: rows.length > limit && last ? writeCursor([last.createdAt, last.id]) : null,
    total,
  };
}

function behind(cursor: string): Prisma.ApiKeyWhereInput {
  const [createdAt, id] = readCursor(cursor, cursorShape);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}

/** 256 bits of chance need no slow hash. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whose key that is; null: nobody's, or not any more. */
export async function apiKeyOf(db: Db, secret: string): Promise<{ id: string } | null> {
  return db.apiKey.findUnique({
    where: { hash: hashSecret(secret), revokedAt: null },
    select: { id: true },
  });
}
