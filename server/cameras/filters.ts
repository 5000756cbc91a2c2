import type { Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { parseRoadAndChainage } from '../roads/chainage.ts';
import { type CameraFilter, SECTION_M } from './schema.ts';
import { searchTerms, termGrams } from './search-text.ts';

/** A place typed as "G40 K612+300" means the cameras around it. */
const NEAR_M = 2_000;

/** The condition for a list, an export or a count: living cameras that pass the filter. */
export async function cameraWhere(db: Db, filter: CameraFilter): Promise<Prisma.CameraWhereInput> {
  const conditions: Prisma.CameraWhereInput[] = [{ removedAt: null }];
  if (filter.divisionId)
    conditions.push(
      filter.directly ? { divisionId: filter.divisionId } : await inDivision(db, filter.divisionId),
    );
  if (filter.groupId)
    conditions.push(
      filter.directly
        ? { groups: { some: { groupId: filter.groupId } } }
        : await inGroup(db, filter.groupId),
    );
  if (filter.roadId) conditions.push({ roadId: filter.roadId });
  if (filter.direction) conditions.push({ direction: filter.direction });
  if (filter.section !== undefined) conditions.push(inSection(filter.section));
  if (filter.driver) conditions.push({ device: { driver: filter.driver } });
  if (filter.deviceId) conditions.push({ deviceId: filter.deviceId });
  if (filter.status) conditions.push({ status: filter.status });
  if (filter.tag) conditions.push({ tags: { has: filter.tag } });
  if (filter.fromM !== undefined) conditions.push({ chainageM: { gte: filter.fromM } });
  if (filter.toM !== undefined) conditions.push({ chainageM: { lte: filter.toM } });
  if (filter.q?.trim()) conditions.push(matching(filter.q));
  return { AND: conditions };
}

function inSection(section: number | null): Prisma.CameraWhereInput {
  if (section === null) return { chainageM: null };
  return { chainageM: { gte: section * SECTION_M, lt: (section + 1) * SECTION_M } };
}

async function inDivision(db: Db, id: string): Promise<Prisma.CameraWhereInput> {
  const found = await db.division.findUnique({ where: { id }, select: { path: true } });
  if (!found) throw new AppError('division.not-found', { details: { id } });
  return { division: { path: { startsWith: found.path } } };
}

async function inGroup(db: Db, id: string): Promise<Prisma.CameraWhereInput> {
  const found = await db.businessGroup.findUnique({ where: { id }, select: { path: true } });
  if (!found) throw new AppError('group.not-found', { details: { id } });
  return { groups: { some: { group: { path: { startsWith: found.path } } } } };
}

function matching(query: string): Prisma.CameraWhereInput {
  const place = parseRoadAndChainage(query);
  if (place)
    return {
      road: { code: place.roadCode },
      chainageM: { gte: place.chainageM - NEAR_M, lte: place.chainageM + NEAR_M },
    };
  const terms = searchTerms(query);
  return {
    search: {
      grams: { hasEvery: terms.flatMap(termGrams) },
      AND: terms.map((term) => ({ text: { contains: term } })),
    },
  };
}
