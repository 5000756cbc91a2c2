import type { Database } from '../platform/db.ts';
import type { Actor } from '../session/policy.ts';
import type { DeskKeepInput } from './schema.ts';

/** Whoever comes last stays. Nobody but the person sees it, so no audit entry tells of it. */
export async function keepDesk(
  db: Database,
  actor: Actor,
  nowMs: number,
  { part, value }: DeskKeepInput,
): Promise<{ version: number }> {
  const changedAt = new Date(nowMs);
  return db.deskPart.upsert({
    where: { userId_name: { userId: actor.userId, name: part } },
    create: { userId: actor.userId, name: part, value, changedAt },
    update: { value, changedAt, version: { increment: 1 } },
    select: { version: true },
  });
}
