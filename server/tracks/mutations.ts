import { writeAudit } from '../audit/mutations.ts';
import type { Database } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';
import { TRACK_SETTING_KEY, trackSetting } from './data.ts';
import type { TrackSetting } from './schema.ts';

export async function updateTrackSetting(
  db: Database,
  scope: Scope<'settings.edit'>,
  value: TrackSetting,
): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.setting.upsert({
      where: { key: TRACK_SETTING_KEY },
      create: { key: TRACK_SETTING_KEY, value },
      update: { value },
    });
    await writeAudit(tx, scope, { action: 'settings.update-tracks', details: value });
  });
}

const HOUR_MS = 3_600_000;
/** At a time, so that nobody waits for the deletion of a million. */
const BATCH = 10_000;

/** Where cameras were last stays on the map. */
export async function forgetOldPositions(db: Database, nowMs: number): Promise<number> {
  const { keepHours } = await trackSetting(db);
  const before = new Date(nowMs - keepHours * HOUR_MS);
  let forgotten = 0;
  for (let count = BATCH; count === BATCH; forgotten += count)
    count = await db.$executeRaw`
      delete from "CameraPosition" p using (
        select "cameraId", at from "CameraPosition" where at < ${before} order by at limit ${BATCH}
      ) old where p."cameraId" = old."cameraId" and p.at = old.at`;
  return forgotten;
}
