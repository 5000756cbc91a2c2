import type { Db } from '../platform/db.ts';
import type { Actor } from '../session/policy.ts';
import { type DeskKept, type DeskPart, deskKeptSchema } from './schema.ts';

/** @returns null where nothing was kept, or nothing that can be read */
export async function getDesk(db: Db, actor: Actor, part: DeskPart): Promise<DeskKept | null> {
  const row = await db.deskPart.findUnique({
    where: { userId_name: { userId: actor.userId, name: part } },
    select: { version: true, value: true },
  });
  const read = deskKeptSchema.safeParse(row);
  return read.success ? read.data : null;
}
