import { demandCamera } from '../cameras/data.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { MOST_FAVOURITES } from './schema.ts';

/**
 * Marks a camera for a person, or takes the mark away; twice is as good as once. Nobody but the person sees it, so no audit
 * entry tells of it. @throws camera.not-found, favourite.too-many
 */
export async function setFavourite(
  db: Database,
  { userId }: Scope<'cameras.view'>,
  { cameraId, on }: { cameraId: string; on: boolean },
): Promise<void> {
  if (!on) {
    await db.favourite.deleteMany({ where: { userId, cameraId } });
    return;
  }
  await db.$transaction(async (tx) => {
    await demandCamera(tx, cameraId);
    await tx.favourite.createMany({ data: [{ userId, cameraId }], skipDuplicates: true });
    if ((await tx.favourite.count({ where: { userId } })) > MOST_FAVOURITES)
      throw new AppError('favourite.too-many', { details: { most: MOST_FAVOURITES } });
  });
}
