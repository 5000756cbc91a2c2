import type { Db } from '../platform/db.ts';
import type { Actor } from '../session/policy.ts';
import type { AuditAction } from './schema.ts';

type Fact = {
  action: AuditAction;
  subject?: { type: string; id: string; name?: string };
  details?: Record<string, string | number | boolean | null | string[]>;
};

/** Who did it: a person, or somebody who has not proven yet who they are. */
export type Author = Pick<Actor, 'address'> & {
  readonly userId: string | null;
  readonly username: string | null;
};

/** Give the transaction that makes the change: entry and change come together or not at all. */
export async function writeAudit(db: Db, author: Author, fact: Fact): Promise<string> {
  const { id } = await db.auditEntry.create({
    select: { id: true },
    data: {
      userId: author.userId,
      username: author.username,
      address: author.address,
      action: fact.action,
      subjectType: fact.subject?.type ?? null,
      subjectId: fact.subject?.id ?? null,
      subjectName: fact.subject?.name ?? null,
      ...(fact.details ? { details: fact.details } : {}),
    },
  });
  return id;
}
