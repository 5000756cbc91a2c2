import { forgetOldEvents } from './events/mutations.ts';
import { tidyUp } from './housekeeping/mutations.ts';
import { applyCheckedImport } from './imports/applying.ts';
import { checkImport } from './imports/checking.ts';
import { forgetOldRuns } from './patrols/run-mutations.ts';
import { forgetOldPositions } from './tracks/mutations.ts';
import type { Services } from './trpc/context.ts';

const HOURLY = '17 * * * *';

/** What this copy does of the jobs any copy may have left in the database. */
export async function startJobs(services: Services, data: string): Promise<void> {
  const { jobs, db, clock } = services;
  await jobs.work('imports.check', ({ data }) => checkImport(services, data.importId));
  await jobs.work('imports.apply', ({ data }) => applyCheckedImport(services, data.importId));
  await jobs.work('housekeeping', async () => {
    await tidyUp(db, clock.wallNow());
    await forgetOldEvents(db, clock.wallNow());
    await forgetOldPositions(db, clock.wallNow());
    await forgetOldRuns(db, data, clock.wallNow());
  });
  await jobs.schedule('housekeeping', HOURLY, {});
}
