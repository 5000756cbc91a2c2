import { setStatus } from '../cameras/mutations.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import type { Logger } from '../platform/logger.ts';
import { knownStatus } from './data.ts';
import { judge, MISSES_BEFORE_CHANGE, type Observation } from './policy.ts';

/**
 * What was observed of each camera, by whoever holds the duty. Only misses in a row are held here:
 * the state itself is in the database, and a successor begins with it.
 */
export class StatusBook {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #log: Logger;
  /** Of cameras that failed last time; one that answers leaves. */
  readonly #misses = new Map<string, number>();

  constructor(platform: { db: Database; clock: Clock; log: Logger }) {
    this.#db = platform.db;
    this.#clock = platform.clock;
    this.#log = platform.log;
  }

  /** Missed, but not often enough yet to be believed: worth another look soon. */
  get suspects(): string[] {
    const unsure = [...this.#misses].filter(([, misses]) => misses < MISSES_BEFORE_CHANGE);
    return unsure.map(([cameraId]) => cameraId);
  }

  async observe(cameraId: string, observation: Observation): Promise<void> {
    const known = await knownStatus(this.#db, cameraId);
    if (!known) {
      this.#misses.delete(cameraId);
      return;
    }
    const { misses, change } = judge(known, this.#misses.get(cameraId) ?? 0, observation);
    if (misses === 0) this.#misses.delete(cameraId);
    else this.#misses.set(cameraId, misses);
    if (change) {
      await setStatus(this.#db, cameraId, change, new Date(this.#clock.wallNow()));
      this.#log.info({ camera: cameraId, from: known.status, ...change }, 'camera status changed');
    }
  }
}
