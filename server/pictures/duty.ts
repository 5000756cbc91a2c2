import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import type { Duty } from '../platform/lease.ts';
import { camerasDue } from './data.ts';
import type { PictureTaker } from './taker.ts';

const PARALLEL = 2;
const IDLE_MS = 5_000;
/** Finding out which are due reads every camera: with 100,000 of them that is not done for every two. */
const BATCH = 100;
/** Whatever is left of a batch by then waits behind cameras that never had a picture. */
const ASK_AGAIN_MS = 10_000;
/** A camera that gives none is not asked again for so many intervals. */
const REST_INTERVALS = 2;
const MAX_RESTING = 5_000;

type Platform = { db: Database; clock: Clock; pictures: PictureTaker; intervalMs: number };

/** Keeps every online camera's last picture no older than the interval, as far as two at a time can. */
export function pictureDuty({ db, clock, pictures, intervalMs }: Platform): Duty {
  return {
    name: 'pictures',
    async run(signal) {
      const resting = new Map<string, number>();
      const take = async (id: string) => {
        const taken = await pictures.take(id, intervalMs);
        if (!taken && resting.size < MAX_RESTING)
          resting.set(id, clock.wallNow() + REST_INTERVALS * intervalMs);
        return taken;
      };
      while (!signal.aborted) {
        const now = clock.wallNow();
        for (const [id, until] of resting) if (until <= now) resting.delete(id);
        const due = await camerasDue(db, new Date(now - intervalMs), BATCH, [...resting.keys()]);
        const waiting = due.values();
        let gained = false;
        const isOver = () => signal.aborted || clock.wallNow() - now > ASK_AGAIN_MS;
        const work = async () => {
          for (const id of waiting) {
            if (isOver()) return;
            gained = (await take(id)) || gained;
          }
        };
        await Promise.all(Array.from({ length: PARALLEL }, work));
        if (!isOver() && (due.length < BATCH || !gained))
          await clock.sleep(IDLE_MS, signal).catch(() => undefined); // aborted: the loop ends
      }
    },
  };
}
