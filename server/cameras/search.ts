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

async function idsMatching(db: Db, query: string, limit: number): Promise<string[]> {
  const terms = searchTerms(query);
  const [first = ''] = terms;
  if (first === '') return [];
  const whole = terms.join(' ');
  const contains = terms.map((term) => Prisma.sql`s.text like ${`%${escapeLike(term)}%`}`);
  const start = `${escapeLike(whole)}%`;
  const rows = await db.$queryRaw<{ id: string }[]>`
    select c.id from "CameraSearch" s join "Camera" c on c.id = s."cameraId"
    where c."removedAt" is null and s.grams @> ${terms.flatMap(termGrams)}
      and ${Prisma.join(contains, ' and ')}
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

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
