import { type Db, Prisma } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';
import { type Box, MOST_TOGETHER, type Within } from './schema.ts';

/** Cameras drawn in a box of the map, those of a road one after the other; of very many the first. */
export async function camerasWithin(
  db: Db,
  _scope: Scope<'cameras.view'>,
  { west, south, east, north }: Box,
): Promise<Within> {
  const inside = Prisma.sql`"removedAt" is null
    and coalesce("displayLon", lon) between ${west} and ${east}
    and coalesce("displayLat", lat) between ${south} and ${north}`;
  const [counted, rows] = await Promise.all([
    db.$queryRaw<{ total: number }[]>`
      select count(*)::int as total from "Camera" where ${inside}`,
    db.$queryRaw<{ id: string }[]>`
      select id from "Camera" where ${inside}
      order by "roadId", direction, "chainageM", "sortName", id limit ${MOST_TOGETHER}`,
  ]);
  return { total: counted[0]?.total ?? 0, ids: rows.map(({ id }) => id) };
}
