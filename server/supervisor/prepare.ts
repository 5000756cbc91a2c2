import { adjustDemoAddresses, isDemoSite, seedDemoSite } from '../../prisma/seed.ts';
import { type Database, openDatabase } from '../platform/db.ts';
import { applyMigrations } from '../platform/migrate.ts';
import { ensureFirstAdministrator } from '../users/mutations.ts';
import type { SupervisorEnv } from './env.ts';
import { StartError } from './preflight.ts';

export type Prepared = {
  /** Null where there already were users. */
  readonly firstAdministrator: {
    readonly username: string;
    readonly password: string;
    readonly generated: boolean;
  } | null;
  /** The site has simulated cameras. */
  readonly demo: boolean;
};

/** Migrations, the first administrator, and the demo site on an empty database. @throws StartError */
export async function prepareDatabase(url: string, env: SupervisorEnv): Promise<Prepared> {
  await applyMigrations(url).catch((cause: unknown) => {
    throw new StartError(
      `The database could not be brought up to date: ${String(cause)}. Check DATABASE_URL and the rights of its user.`,
    );
  });
  const db = openDatabase(url, 2);
  try {
    const created = await ensureFirstAdministrator(
      db,
      env.adminPassword ? { password: env.adminPassword } : {},
    );
    const generated = env.adminPassword === null;
    return {
      firstAdministrator: created ? { ...created, generated } : null,
      demo: await prepareDemo(db, env),
    };
  } finally {
    await db.$disconnect();
  }
}

/** The demo goes into an empty database unless it is switched off; its cameras are simulated while it is on. */
async function prepareDemo(db: Database, { demo, simulatorPort }: SupervisorEnv): Promise<boolean> {
  if (demo === false) return false;
  await seedDemoSite(db, { simulatorPort });
  await adjustDemoAddresses(db, simulatorPort);
  return isDemoSite(db);
}
