import type { Database } from '../platform/db.ts';
import { forgetAttempts } from '../session/attempts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A browser that was away longer loads everything anyway. */
const CHANGES_MS = HOUR_MS;
const IMPORTS_MS = 30 * DAY_MS;
const REMOVED_MS = 30 * DAY_MS;
const LOST_NODES_MS = 7 * DAY_MS;

/** What nobody needs any more goes; audit entries stay. */
export async function tidyUp(db: Database, nowMs: number): Promise<void> {
  const before = (ageMs: number): Date => new Date(nowMs - ageMs);
  await db.cameraChange.deleteMany({ where: { at: { lt: before(CHANGES_MS) } } });
  await db.session.deleteMany({ where: { expiresAt: { lt: before(0) } } });
  await forgetAttempts(db, nowMs);
  await db.importJob.deleteMany({ where: { createdAt: { lt: before(IMPORTS_MS) } } });
  await db.camera.deleteMany({ where: { removedAt: { lt: before(REMOVED_MS) } } });
  await db.roadsideDevice.deleteMany({ where: { removedAt: { lt: before(REMOVED_MS) } } });
  await db.screen.deleteMany({ where: { removedAt: { lt: before(REMOVED_MS) } } });
  await db.screenEnrolment.deleteMany({ where: { expiresAt: { lt: before(0) } } });
  await db.device.deleteMany({ where: { cameras: { none: {} } } });
  await db.mediaNode.deleteMany({
    where: { lastSeenAt: { lt: before(LOST_NODES_MS) }, placements: { none: {} } },
  });
}
