import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';

type Rule = {
  readonly most: number;
  readonly windowMs: number;
  /** When the time to wait begins: with the first attempt, or anew with each one that counts. */
  readonly from: 'first' | 'latest';
};

/** Five wrong in a row: the name is locked for a quarter of an hour. */
const PER_NAME: Rule = { most: 5, windowMs: 15 * 60_000, from: 'latest' };
/** One address tries many names; what is right does not count, for an office behind one address that begins its shift. */
const PER_ADDRESS: Rule = { most: 60, windowMs: 10 * 60_000, from: 'first' };

/**
 * Counts an attempt before the password is looked at, so that many at once cannot slip through.
 * Throws when there were too many; true: this is the last one before the lock.
 */
export async function countAttempt(
  db: Db,
  nowMs: number,
  username: string,
  address: string | null,
): Promise<boolean> {
  // An address that is out cannot lock names as well.
  if (address) {
    const byAddress = await count(db, `address:${address}`, PER_ADDRESS, nowMs);
    if (byAddress.attempts > PER_ADDRESS.most)
      throw new AppError('auth.too-many-attempts', { details: { untilMs: byAddress.untilMs } });
  }
  const byName = await count(db, `name:${username}`, PER_NAME, nowMs);
  if (byName.attempts > PER_NAME.most)
    throw new AppError('auth.locked', { details: { untilMs: byName.untilMs } });
  return byName.attempts === PER_NAME.most;
}

/** The password was right: the name begins anew, and the address gets this attempt back. */
export async function clearAttempts(
  db: Db,
  username: string,
  address: string | null,
): Promise<void> {
  await db.signInLimit.deleteMany({ where: { key: `name:${username}` } });
  if (address === null) return;
  await db.signInLimit.updateMany({
    where: { key: `address:${address}`, attempts: { gt: 0 } },
    data: { attempts: { decrement: 1 } },
  });
}

/** Ended windows tell nothing any more. */
export async function forgetAttempts(db: Db, nowMs: number): Promise<void> {
  const before = new Date(nowMs - PER_NAME.windowMs);
  await db.signInLimit.deleteMany({ where: { windowStart: { lt: before } } });
}

async function count(
  db: Db,
  key: string,
  { most, windowMs, from }: Rule,
  nowMs: number,
): Promise<{ attempts: number; untilMs: number }> {
  const now = new Date(nowMs);
  const ended = new Date(nowMs - windowMs);
  const movesUntil = from === 'latest' ? most : 0;
  const [row] = await db.$queryRaw<{ attempts: number; windowStart: Date }[]>`
    insert into "SignInLimit" as l (key, attempts, "windowStart") values (${key}, 1, ${now})
    on conflict (key) do update set
      attempts = case when l."windowStart" <= ${ended} then 1 else least(l.attempts + 1, 1000000) end,
      "windowStart" = case when l."windowStart" <= ${ended} or l.attempts < ${movesUntil}
        then ${now} else l."windowStart" end
    returning attempts, "windowStart"`;
  if (!row) throw new Error('an upsert returns its row');
  return { attempts: row.attempts, untilMs: row.windowStart.getTime() + windowMs };
}

/** Which of these names are locked now, and until when. */
export async function lockedNames(
  db: Db,
  nowMs: number,
  usernames: readonly string[],
): Promise<Map<string, Date>> {
  const rows = await db.signInLimit.findMany({
    where: {
      key: { in: usernames.map((name) => `name:${name}`) },
      attempts: { gte: PER_NAME.most },
      windowStart: { gt: new Date(nowMs - PER_NAME.windowMs) },
    },
  });
  return new Map(
    rows.map((row) => [
      row.key.slice('name:'.length),
      new Date(row.windowStart.getTime() + PER_NAME.windowMs),
    ]),
  );
}
