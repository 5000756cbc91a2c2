import type { Clock } from './clock.ts';
import type { Database } from './db.ts';
import type { Logger } from './logger.ts';

/** A copy that dies is succeeded after this, at the latest one attempt later: within 10 s together. */
const LEASE_MS = 7_000;
const RENEW_MS = 2_000;
/** Without a successful renewal for so long somebody else may hold it: stop before that. */
const GIVE_UP_AFTER_MS = 5_500;

export type Duty = {
  readonly name: string;
  /** Runs until the signal aborts; a throw is logged and the duty starts again with the next renewal. */
  run(signal: AbortSignal): Promise<void>;
};

type Platform = { db: Database; clock: Clock; log: Logger; holder: string };

/** Takes the lease, or keeps it; the database's clock decides, so that copies need not agree on time. */
export async function tryLease(db: Database, name: string, holder: string): Promise<boolean> {
  const rows = await db.$queryRaw<{ holder: string }[]>`
    insert into "Lease" (name, holder, "expiresAt")
    values (${name}, ${holder}, now() at time zone 'utc' + ${LEASE_MS} * interval '1 millisecond')
    on conflict (name) do update
      set holder = excluded.holder, "expiresAt" = excluded."expiresAt"
      where "Lease".holder = excluded.holder or "Lease"."expiresAt" < now() at time zone 'utc'
    returning holder`;
  return rows.length === 1;
}

export async function releaseLease(db: Database, name: string, holder: string): Promise<void> {
  await db.lease.deleteMany({ where: { name, holder } });
}

/** Does the duty whenever this copy holds its lease, until the signal aborts. */
export async function keepDuty(duty: Duty, platform: Platform, signal: AbortSignal): Promise<void> {
  const { db, clock, holder } = platform;
  const log = platform.log.child({ duty: duty.name });
  let running: Running | null = null;
  let renewedAt = clock.monotonicNow();
  while (!signal.aborted) {
    const held = await tryLease(db, duty.name, holder).catch((error: unknown) => {
      log.warn({ error }, 'lease not renewed');
      return clock.monotonicNow() - renewedAt < GIVE_UP_AFTER_MS && running !== null;
    });
    if (held) renewedAt = clock.monotonicNow();
    if (held && (!running || running.ended)) running = startDuty(duty, log);
    if (!held && running) {
      log.warn('lease lost');
      await running.stop();
      running = null;
    }
    await clock.sleep(RENEW_MS, signal).catch(() => undefined); // aborted: the loop ends
  }
  await running?.stop();
  await releaseLease(db, duty.name, holder).catch((error: unknown) => {
    log.warn({ error }, 'lease not released: it runs out by itself');
  });
}

type Running = { readonly ended: boolean; stop(): Promise<void> };

function startDuty(duty: Duty, log: Logger): Running {
  const stop = new AbortController();
  const state = { ended: false };
  log.info('duty started');
  const done = duty.run(stop.signal).then(
    () => undefined,
    (error: unknown) => {
      if (!stop.signal.aborted) log.error({ error }, 'duty failed');
    },
  );
  const ended = done.then(() => {
    state.ended = true;
  });
  return {
    get ended() {
      return state.ended;
    },
    async stop() {
      stop.abort();
      await ended;
    },
  };
}
