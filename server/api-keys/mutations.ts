import { randomBytes } from 'node:crypto';
import { writeAudit } from '../audit/mutations.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { apiKeySelect, hashSecret, type KeyManager, toView } from './data.ts';
import type { ApiKeyView } from './schema.ts';

/** So that keys are known for what they are where they should not be: in logs, in repositories. */
const PREFIX = 'lukou_';
const HINT_LENGTH = PREFIX.length + 6;
/** In use at a time. */
const MOST_KEYS = 1_000;

export async function createApiKey(
  db: Database,
  scope: KeyManager,
  { name }: { name: string },
): Promise<{ key: ApiKeyView; secret: string }> {
  const secret = PREFIX + randomBytes(32).toString('base64url');
  return db.$transaction(async (tx) => {
    if ((await tx.apiKey.count({ where: { revokedAt: null } })) >= MOST_KEYS)
      throw new AppError('api-key.too-many', { details: { most: MOST_KEYS } });
    const hint = secret.slice(0, HINT_LENGTH);
    const created = await tx.apiKey.create({
      data: { name, hint, hash: hashSecret(secret), createdByName: scope.username },
      select: apiKeySelect,
    });
    await writeAudit(tx, scope, {
      action: 'apiKeys.create',
      subject: { type: 'api-key', id: created.id, name },
      details: { hint },
    });
    return { key: toView(created), secret };
  });
}

/** From the next request on it opens nothing. */
export async function revokeApiKey(
  db: Database,
  scope: KeyManager,
  now: Date,
  { id }: { id: string },
): Promise<ApiKeyView> {
  return db.$transaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: now, revokedByName: scope.username },
    });
    if (count === 0) throw new AppError('api-key.not-found', { details: { id } });
    const key = await tx.apiKey.findUniqueOrThrow({ where: { id }, select: apiKeySelect });
    await writeAudit(tx, scope, {
      action: 'apiKeys.revoke',
      subject: { type: 'api-key', id, name: key.name },
      details: { hint: key.hint },
    });
    return toView(key);
  });
}

const MINUTE_MS = 60_000;

/** To the minute, so that a key in use does not cost a write each time. */
export async function noteUse(db: Database, id: string, nowMs: number): Promise<void> {
  await db.apiKey.updateMany({
    where: {
      id,
      OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: new Date(nowMs - MINUTE_MS) } }],
    },
    data: { lastUsedAt: new Date(nowMs) },
  });
}
