/** What the server leads by itself, cruises and scans, each until its row rests: any command by hand sees to that. */
import { AppError } from '../platform/errors.ts';
import type { Duty } from '../platform/lease.ts';
import { prove } from '../session/policy.ts';
import type { Role } from '../session/schema.ts';
import type { Services } from '../trpc/context.ts';
import type { Steerer } from './data.ts';

/** What nobody told us of, one of another copy's time among it, is found this soon. */
const LOOK_EVERY_MS = 10_000;

type Platform = Pick<Services, 'clock' | 'notifications'>;
type Led = { readonly id: string; readonly cameraId: string; readonly runSince: Date | null };
type Leading<Running extends Led> = {
  readonly name: string;
  readonly running: () => Promise<readonly Running[]>;
  /** Until the signal aborts, or it rests. */
  readonly lead: (one: Running, signal: AbortSignal) => Promise<void>;
};
type Tour = {
  readonly cameraId: string;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
};

export function leadingDuty<Running extends Led>(
  { clock, notifications }: Platform,
  { name, running, lead }: Leading<Running>,
): Duty {
  return {
    name,
    async run(signal) {
      const tours = new Tours(lead);
      let news = Promise.withResolvers<void>();
      const unlisten = notifications.listen('ptz_changes', () => news.resolve());
      try {
        while (!signal.aborted) {
          tours.keep(await running());
          const pause = new AbortController();
          const until = AbortSignal.any([signal, pause.signal]);
          const pausing = clock.sleep(LOOK_EVERY_MS, until).catch(() => undefined); // news, or the end
          await Promise.race([news.promise, pausing]);
          pause.abort();
          news = Promise.withResolvers();
        }
      } finally {
        unlisten();
        await tours.end();
      }
    },
  };
}

class Tours<Running extends Led> {
  readonly #lead: Leading<Running>['lead'];
  readonly #tours = new Map<string, Tour>();
  /** Those that were told to end and have not yet. */
  readonly #ending = new Set<Tour>();

  constructor(lead: Leading<Running>['lead']) {
    this.#lead = lead;
  }

  keep(running: readonly Running[]): void {
    const wanted = new Map(running.map((one) => [keyOf(one), one]));
    for (const [key, tour] of this.#tours) if (!wanted.has(key)) this.#stop(key, tour);
    for (const [key, one] of wanted) {
      if (this.#tours.has(key)) continue;
      const stop = new AbortController();
      const ended = this.#start(one, stop.signal);
      this.#tours.set(key, { cameraId: one.cameraId, stop, ended });
    }
  }

  async end(): Promise<void> {
    for (const [key, tour] of this.#tours) this.#stop(key, tour);
    await Promise.all([...this.#ending].map(({ ended }) => ended));
  }

  #stop(key: string, tour: Tour): void {
    this.#tours.delete(key);
    this.#ending.add(tour);
    tour.stop.abort();
    void tour.ended.finally(() => this.#ending.delete(tour));
  }

  /** What went on with this camera before is over first. */
  async #start(one: Running, signal: AbortSignal): Promise<void> {
    const before = [...this.#ending].filter(({ cameraId }) => cameraId === one.cameraId);
    await Promise.all(before.map(({ ended }) => ended));
    if (!signal.aborted) await this.#lead(one, signal);
  }
}

/** Another start of the same is another tour: from its beginning. */
function keyOf({ id, runSince }: Led): string {
  return `${id} ${runSince?.getTime()}`;
}

/** What says whether somebody may steer still. */
export const STARTER = {
  id: true,
  username: true,
  role: true,
  mustChangePassword: true,
  disabledAt: true,
} as const;

type User = {
  readonly id: string;
  readonly username: string;
  readonly role: Role;
  readonly mustChangePassword: boolean;
  readonly disabledAt: Date | null;
};

/** Who set it going; null: they may not steer any more. */
export function steererOf(user: User): Steerer | null {
  const { id, username, role, mustChangePassword, disabledAt } = user;
  if (disabledAt !== null) return null;
  try {
    return prove({ userId: id, username, role, mustChangePassword, address: null }, 'ptz.move');
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
