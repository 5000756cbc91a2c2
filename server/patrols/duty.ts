import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import type { Duty } from '../platform/lease.ts';
import type { Logger } from '../platform/logger.ts';
import { interruptSilent } from './run-mutations.ts';

const EVERY_MS = 20_000;

/** Ends runs whose page is not heard of any more. */
export function patrolDuty({ db, clock, log }: { db: Database; clock: Clock; log: Logger }): Duty {
  return {
    name: 'patrols',
    async run(signal) {
      while (!signal.aborted) {
        const count = await interruptSilent(db, clock.wallNow());
        if (count > 0) log.info({ count }, 'patrol runs interrupted');
        await clock.sleep(EVERY_MS, signal).catch(() => undefined); // aborted: the loop ends
      }
    },
  };
}
