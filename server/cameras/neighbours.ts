/** Along a road: the next camera up- and downstream, whichever division it belongs to. */
import { type Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import type { Neighbour, Neighbours } from './schema.ts';

type Placed = { id: string; roadId: string; direction: string | null; chainageM: number };

/** Both are null where the camera stands on no road, or on its chainage nothing is known. */
export async function neighboursOf(
  db: Db,
  _scope: Scope<'cameras.view'>,
  { id, onMap }: { id: string; onMap: boolean },
): Promise<Neighbours> {
  const found = await db.camera.findUnique({
    where: { id, removedAt: null },
    select: { roadId: true, direction: true, chainageM: true },
  });
  if (!found) throw new AppError('camera.not-found', { details: { id } });
  const { roadId, direction, chainageM } = found;
  if (roadId === null || chainageM === null) return { backward: null, forward: null };
  const from = { id, roadId, direction, chainageM };
  const [backward, forward] = await Promise.all([
    next(db, from, 'backward', onMap),
    next(db, from, 'forward', onMap),
  ]);
  return { backward, forward };
}

async function next(
  db: Db,
  { id, roadId, direction, chainageM }: Placed,
  way: 'backward' | 'forward',
  onMap: boolean,
): Promise<Neighbour | null> {
  // Several cameras may stand on one chainage: their ids make an order of it, so that none is skipped.
  const beyond =
    way === 'forward'
      ? Prisma.sql`("chainageM", id) > (${chainageM}, ${id})`
      : Prisma.sql`("chainageM", id) < (${chainageM}, ${id})`;
  const order =
    way === 'forward' ? Prisma.sql`"chainageM", id` : Prisma.sql`"chainageM" desc, id desc`;
  const same =
    direction === null
      ? Prisma.sql`direction is null`
      : Prisma.sql`direction = ${direction}::"Direction"`;
  const [row] = await db.$queryRaw<Neighbour[]>`
    select id, name, "chainageM" from "Camera"
    where "removedAt" is null and "roadId" = ${roadId} and ${same} and ${beyond}
      and (not ${onMap} or coalesce("displayLon", lon) is not null)
    order by ${order} limit 1`;
  return row ?? null;
}
