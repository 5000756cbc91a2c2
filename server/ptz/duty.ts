import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Duty } from '../platform/lease.ts';
import type { Logger } from '../platform/logger.ts';
import { prove } from '../session/policy.ts';
import type { Role } from '../session/schema.ts';
import type { Services } from '../trpc/context.ts';
import { dropCruise } from './cruises.ts';
import { readPresets, type Steerer, stopsOf } from './data.ts';

/** What nobody told us of, a cruise of another copy's time among it, is found this soon. */
const LOOK_EVERY_MS = 10_000;
/** A camera that does not answer is asked again. */
const AFTER_FAILURE_MS = 5_000;

type Platform = Pick<Services, 'db' | 'clock' | 'log' | 'heads' | 'notifications'>;
type Tour = { readonly stop: AbortController; readonly ended: Promise<void> };

/** Leads the cruises that run, each until its row rests: any command by hand sees to that. */
export function cruiseDuty(platform: Platform): Duty {
  return {
    name: 'cruises',
    async run(signal) {
      const { db, clock, notifications } = platform;
      const tours = new Map<string, Tour>();
      let news = Promise.withResolvers<void>();
      const unlisten = notifications.listen('ptz_changes', () => news.resolve());
      try {
        while (!signal.aborted) {
          keepTours(platform, tours, await runningCruises(db));
          const pause = new AbortController();
          const until = AbortSignal.any([signal, pause.signal]);
          const pausing = clock.sleep(LOOK_EVERY_MS, until).catch(() => undefined); // news, or the end
          await Promise.race([news.promise, pausing]);
          pause.abort();
          news = Promise.withResolvers();
        }
      } finally {
        unlisten();
        for (const { stop } of tours.values()) stop.abort();
        await Promise.all([...tours.values()].map(({ ended }) => ended));
      }
    },
  };
}

type Running = Awaited<ReturnType<typeof runningCruises>>[number];

function runningCruises(db: Database) {
  return db.ptzCruise.findMany({
    where: { runById: { not: null }, camera: { removedAt: null } },
    select: { id: true, cameraId: true, runSince: true },
  });
}

/** Another start of the same cruise is another tour: from its first preset. */
function keyOf({ id, runSince }: Running): string {
  return `${id} ${runSince?.getTime()}`;
}

function keepTours(platform: Platform, tours: Map<string, Tour>, running: readonly Running[]) {
  const wanted = new Map(running.map((one) => [keyOf(one), one]));
  for (const [key, { stop }] of tours) {
    if (wanted.has(key)) continue;
    stop.abort();
    tours.delete(key);
  }
  for (const [key, one] of wanted) {
    if (tours.has(key)) continue;
    const stop = new AbortController();
    tours.set(key, { stop, ended: tour(platform, one, stop.signal) });
  }
}

async function tour(platform: Platform, running: Running, signal: AbortSignal): Promise<void> {
  const log = platform.log.child({ camera: running.cameraId, cruise: running.id });
  for (let turn = 0; !signal.aborted; turn++) {
    const stayMs = await tryNext(platform, running, { turn, log, signal });
    if (stayMs === null) return;
    await platform.clock.sleep(stayMs, signal).catch(() => undefined); // it rests
  }
}

type Turn = { readonly turn: number; readonly log: Logger; readonly signal: AbortSignal };

/** How long to stay there; null: it rests since. */
async function tryNext(platform: Platform, running: Running, turn: Turn): Promise<number | null> {
  try {
    return await callNext(platform, running, turn);
  } catch (error) {
    if (turn.signal.aborted) return null;
    turn.log.warn({ error }, 'cruise could not call its next preset');
    return AFTER_FAILURE_MS;
  }
}

/** Looked up anew each time: what a person said last counts, and the rights they have now. */
async function callNext(
  { db, heads }: Platform,
  { id, cameraId, runSince }: Running,
  { turn, signal }: Turn,
): Promise<number | null> {
  const runs = { id, runSince, runById: { not: null } };
  const cruise = await db.ptzCruise.findFirst({
    where: runs,
    select: { stops: true, runBy: { select: STARTER } },
  });
  if (!cruise?.runBy) return null;
  const scope = steererOf(cruise.runBy);
  const presets = scope ? await readPresets(db, scope, cameraId) : [];
  const tokens = new Map(presets.map(({ number, token }) => [number, token]));
  const stops = stopsOf(cruise.stops).filter(({ number }) => tokens.has(number));
  const stop = stops[turn % stops.length];
  const token = stop && tokens.get(stop.number);
  if (!scope || !stop || token === undefined) {
    await dropCruise(db, cameraId, id);
    return null;
  }
  const { head } = await heads.head(scope, cameraId);
  // The last look before the camera is moved: somebody may have taken it meanwhile.
  if ((await db.ptzCruise.count({ where: runs })) === 0 || signal.aborted) return null;
  await head.callPreset(token, stop.speed / 100, signal);
  return stop.dwellS * 1000;
}

/** What says whether somebody may steer still. */
const STARTER = {
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
function steererOf({ id, username, role, mustChangePassword, disabledAt }: User): Steerer | null {
  if (disabledAt !== null) return null;
  try {
    return prove({ userId: id, username, role, mustChangePassword, address: null }, 'ptz.move');
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
