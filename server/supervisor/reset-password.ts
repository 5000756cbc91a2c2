/** `npm run reset-password -- NAME`: for whoever owns the machine, when nobody can sign in. Works beside a running site. */
import pino from 'pino';
import { openDatabase } from '../platform/db.ts';
import { resetPasswordByName } from '../users/mutations.ts';
import { readSupervisorEnv } from './env.ts';
import { openEmbeddedPostgres } from './postgres.ts';

async function reset(username: string): Promise<number> {
  const read = readSupervisorEnv();
  if ('problems' in read) {
    console.error(read.problems.join('\n'));
    return 2;
  }
  const log = pino({ level: 'silent' });
  const embedded = read.env.databaseUrl ? null : await openEmbeddedPostgres(read.env.data, log);
  const db = openDatabase(read.env.databaseUrl ?? embedded?.url ?? '', 1);
  try {
    const done = await resetPasswordByName(db, username);
    if (done)
      console.log(
        `New password of ${username}: ${done.password}   (to be changed at the next sign-in)`,
      );
    else console.error(`There is no user ${username}.`);
    return done ? 0 : 1;
  } finally {
    await db.$disconnect();
    if (embedded && !embedded.adopted) await embedded[Symbol.asyncDispose]();
  }
}

const [username] = process.argv.slice(2);
if (!username) console.error('Usage: npm run reset-password -- NAME');
process.exit(username ? await reset(username) : 2);
