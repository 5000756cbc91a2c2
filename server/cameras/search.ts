import { type Db, Prisma } from '../platform/db.ts';
import { parseRoadAndChainage } from '../roads/chainage.ts';
import type { Scope } from '../session/policy.ts';
import { cameraRowSelect, toCameraRow } from './rows.ts';
import type { CameraRow } from './schema.ts';
import { searchTerms, termGrams } from './search-text.ts';

/** Best matches first: by place when a road and chainage was typed, else by code, name and pinyin. */
export async function searchCameras(
  db: Db,
  _scope: Scope<'cameras.view'>,
  input: { q: string; limit: number },
): Promise<CameraRow[]> {
  const place = parseRoadAndChainage(input.q);
  const near = place ? await idsNear(db, place, input.limit) : [];
  const ids = near.length > 0 ? near : await idsMatching(db, input.q, input.limit);
  const rows = await db.camera.findMany({ where: { id: { in: ids } }, select: cameraRowSelect });
  const byId = new Map(rows.map((row) => [row.id, toCameraRow(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

async function idsNear(
  db: Db,
  place: { roadCode: string; chainageM: number },
  limit: number,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select c.id from "Camera" c join "Road" r on r.id = c."roadId"
    where c."removedAt" is null and r.code = ${place.roadCode} and c."chainageM" is not null
    order by abs(c."chainageM" - ${place.chainageM}), c.direction, c.id limit ${limit}`;
  return rows.map((row) => row.id);
}

/** Of a word that very many cameras have, so many are weighed: all of them would take too long. */
const MOST_WEIGHED = 500;

/**
 * Those whose code or name begins with what was typed come whole from an index, however many there
 * are; of those that merely have it in them the best of the first that are found.
 */
async function idsMatching(db: Db, query: string, limit: number): Promise<string[]> {
  const terms = searchTerms(query);
  const [first = ''] = terms;
  if (first === '') return [];
  const whole = terms.join(' ');
  const contains = terms.map((term) => Prisma.sql`s.text like ${`%${escapeLike(term)}%`}`);
  const start = `${escapeLike(whole)}%`;
  const rows = await db.$queryRaw<{ id: string }[]>`
    with found as (
      (${startingWith(Prisma.sql`lower(code)`, start, limit)})
      union
      (${startingWith(Prisma.sql`lower(name)`, start, limit)})
      union
      (select c.id from "CameraSearch" s join "Camera" c on c.id = s."cameraId"
        where c."removedAt" is null and s.grams @> ${terms.flatMap(termGrams)}
          and ${Prisma.join(contains, ' and ')}
        limit ${MOST_WEIGHED})
    )
    select c.id from found join "Camera" c on c.id = found.id
      join "CameraSearch" s on s."cameraId" = c.id
    order by
      case
        when lower(c.code) = ${whole} then 0
        when lower(c.name) = ${whole} then 1
        when lower(c.code) like ${start} then 2
        when lower(c.name) like ${start} then 3
        when s.text like ${`%|${start}`} then 4
        when strpos(lower(c.name), ${first}) > 0 then 5
        else 6
      end, c."sortName", c.id
    limit ${limit}`;
  return rows.map((row) => row.id);
}

/** In the order of the index, so that it need not find them all. */
function startingWith(column: Prisma.Sql, start: string, limit: number): Prisma.Sql {
  return Prisma.sql`
    select id from "Camera" where "removedAt" is null and ${column} like ${start}
    order by ${column} using ~<~ limit ${limit}`;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
