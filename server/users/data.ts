import { z } from 'zod';
import { readCursor, writeCursor } from '../platform/cursor.ts';
import type { Db, Prisma } from '../platform/db.ts';
import { lockedNames } from '../session/attempts.ts';
import type { Scope } from '../session/policy.ts';
import type { UserView, userListInputSchema, userListSchema } from './schema.ts';

export const userSelect = {
  id: true,
  username: true,
  name: true,
  role: true,
  mustChangePassword: true,
  disabledAt: true,
  createdAt: true,
} as const satisfies Prisma.UserSelect;

type Selected = Prisma.UserGetPayload<{ select: typeof userSelect }>;

export function toUserView({ name, ...user }: Selected, lockedUntil: Date | null): UserView {
  return { ...user, displayName: name, lockedUntil };
}

/** By user name. */
export async function listUsers(
  db: Db,
  _scope: Scope<'users.manage'>,
  nowMs: number,
  input: z.infer<typeof userListInputSchema>,
): Promise<z.infer<typeof userListSchema>> {
  const contains = { contains: input.q ?? '', mode: 'insensitive' as const };
  const where = input.q ? { OR: [{ username: contains }, { name: contains }] } : {};
  const behind = input.cursor
    ? { username: { gt: readCursor(input.cursor, z.tuple([z.string()]))[0] } }
    : {};
  const [rows, total] = await Promise.all([
    db.user.findMany({
      where: { AND: [where, behind] },
      orderBy: { username: 'asc' },
      take: input.limit + 1,
      select: userSelect,
    }),
    db.user.count({ where }),
  ]);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const locked = await lockedNames(
    db,
    nowMs,
    page.map((user) => user.username),
  );
  return {
    items: page.map((user) => toUserView(user, locked.get(user.username) ?? null)),
    nextCursor: rows.length > input.limit && last ? writeCursor([last.username]) : null,
    total,
  };
}
