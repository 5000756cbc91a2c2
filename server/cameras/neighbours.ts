/** Along a road: the next camera up- and downstream, whichever division it belongs to. */
import { type Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { DRAWN_LON } from './drawn.ts';
import {
  type Along,
  type AlongInput,
  MOST_TOGETHER,
  type Neighbour,
  type Neighbours,
} from './schema.ts';

type Placed = { id: string; roadId: string; direction: string | null; chainageM: number };

/** Both are null where the camera stands on no road, or on its chainage nothing is known. */
export async function neighboursOf(
  db: Db,
  _scope: Scope<'cameras.view'>,
  { id, onMap }: { id: string; onMap: boolean },
): Promise<Neighbours> {
  const from = await placeOf(db, id);
  if (from === null) return { backward: null, forward: null };
  const [backward, forward] = await Promise.all([
    next(db, from, 'backward', onMap),
    next(db, from, 'forward', onMap),
  ]);
  return { backward, forward };
}

/** Sparse roads have a camera every ten or twenty kilometres; what is farther shows another part of the country. */
const FARTHEST_M = 50_000;

/** Those of the same road and direction within `withinM` either way; a camera on no road is alone. */
export async function camerasAlong(
  db: Db,
  _scope: Scope<'cameras.view'>,
  { id, withinM, atLeast }: AlongInput,
): Promise<Along> {
  const from = await placeOf(db, id);
  if (from === null) return { ids: [id], reachM: 0 };
  const { chainageM } = from;
  const nearest = await db.$queryRaw<{ id: string; chainageM: number; awayM: number }[]>`
    select id, "chainageM", abs("chainageM" - ${chainageM}) as "awayM" from "Camera"
    where ${sameWay(from)}
      and "chainageM" between ${chainageM - FARTHEST_M} and ${chainageM + FARTHEST_M}
    order by "awayM", id <> ${id}, id limit ${MOST_TOGETHER}`;
  const shown = nearest.filter(({ awayM }, index) => awayM <= withinM || index < atLeast);
  return {
    ids: shown.toSorted((one, other) => one.chainageM - other.chainageM).map((row) => row.id),
    reachM: Math.max(...shown.map(({ awayM }) => awayM)),
  };
}

/** Null where it stands on no road, or its chainage is not known. */
async function placeOf(db: Db, id: string): Promise<Placed | null> {
  const found = await db.camera.findUnique({
    where: { id, removedAt: null },
    select: { roadId: true, direction: true, chainageM: true },
  });
  if (!found) throw new AppError('camera.not-found', { details: { id } });
  const { roadId, direction, chainageM } = found;
  return roadId === null || chainageM === null ? null : { id, roadId, direction, chainageM };
}

/** Cameras of its road that watch the same direction. */
function sameWay({ roadId, direction }: Placed): Prisma.Sql {
  const same =
    direction === null
      ? Prisma.sql`direction is null`
      : Prisma.sql`direction = ${direction}::"Direction"`;
  return Prisma.sql`"removedAt" is null and "roadId" = ${roadId} and ${same}`;
}

async function next(
  db: Db,
  from: Placed,
  way: 'backward' | 'forward',
  onMap: boolean,
): Promise<Neighbour | null> {
  const { id, chainageM } = from;
  // Several cameras may stand on one chainage: their ids make an order of it, so that none is skipped.
  const beyond =
    way === 'forward'
      ? Prisma.sql`("chainageM", id) > (${chainageM}, ${id})`
      : Prisma.sql`("chainageM", id) < (${chainageM}, ${id})`;
  const order =
    way === 'forward' ? Prisma.sql`"chainageM", id` : Prisma.sql`"chainageM" desc, id desc`;
  const [row] = await db.$queryRaw<Neighbour[]>`
    select id, name, "chainageM" from "Camera"
    where ${sameWay(from)} and ${beyond}
      and (not ${onMap} or ${DRAWN_LON} is not null)
    order by ${order} limit 1`;
  return row ?? null;
}
