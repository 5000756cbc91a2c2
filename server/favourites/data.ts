import type { Db } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';

/** Cameras a person has marked, and that are there. */
export async function favouritesOf(db: Db, { userId }: Scope<'cameras.view'>): Promise<string[]> {
  const rows = await db.favourite.findMany({
    where: { userId, camera: { removedAt: null } },
    orderBy: { since: 'asc' },
    select: { cameraId: true },
  });
  return rows.map(({ cameraId }) => cameraId);
}
