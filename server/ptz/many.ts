/** Locks for cameras chosen on the map: each is locked as if it were alone, and who cannot be is named. */

import type { Selection } from '../cameras/schema.ts';
import { steerableOf } from '../cameras/selection.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Steerer } from './data.ts';
import { lock, unlock } from './mutations.ts';
import { type LockedMany, MOST_LOCKED, type UnlockedMany } from './schema.ts';

type Chosen = { readonly selection: Selection };

/** @throws ptz.too-many */
export async function lockMany(
  db: Database,
  scope: Steerer,
  nowMs: number,
  { selection, minutes }: Chosen & { readonly minutes: number },
): Promise<LockedMany> {
  const cameras = await steerables(db, selection);
  const refused: LockedMany['refused'] = [];
  for (const { id: cameraId, name } of cameras)
    try {
      await lock(db, scope, nowMs, { cameraId, minutes });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'ptz.locked') throw error;
      refused.push({ cameraId, name, holder: String(error.details?.holder ?? '') });
    }
  return { locked: cameras.length - refused.length, refused };
}

/** Gives back those of them that this person holds. @throws ptz.too-many */
export async function unlockMany(
  db: Database,
  scope: Steerer,
  nowMs: number,
  { selection }: Chosen,
): Promise<UnlockedMany> {
  let unlocked = 0;
  for (const { id } of await steerables(db, selection))
    try {
      await unlock(db, scope, nowMs, id);
      unlocked += 1;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'ptz.not-holder') throw error;
    }
  return { unlocked };
}

async function steerables(db: Database, selection: Selection) {
  const cameras = await steerableOf(db, selection, MOST_LOCKED + 1);
  if (cameras.length > MOST_LOCKED)
    throw new AppError('ptz.too-many', { details: { most: MOST_LOCKED } });
  return cameras;
}
