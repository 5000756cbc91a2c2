import type { Database } from '../platform/db.ts';
import type { Duty } from '../platform/lease.ts';
import type { Logger } from '../platform/logger.ts';
import type { Services } from '../trpc/context.ts';
import { dropCruise } from './cruises.ts';
import { readPresets, stopsOf } from './data.ts';
import { leadingDuty, STARTER, steererOf } from './leading.ts';
import { leadScan, runningScans } from './scan-tour.ts';

/** A camera that does not answer is asked again. */
const AFTER_FAILURE_MS = 5_000;

type Platform = Pick<Services, 'db' | 'clock' | 'log' | 'heads' | 'notifications'>;

export function cruiseDuty(platform: Platform): Duty {
  return leadingDuty(platform, {
    name: 'cruises',
    running: () => runningCruises(platform.db),
    lead: (one, signal) => tour(platform, one, signal),
  });
}

export function scanDuty(platform: Platform): Duty {
  return leadingDuty(platform, {
    name: 'scans',
    running: () => runningScans(platform.db),
    lead: (one, signal) => leadScan(platform, one, signal),
  });
}

type Running = Awaited<ReturnType<typeof runningCruises>>[number];

function runningCruises(db: Database) {
  return db.ptzCruise.findMany({
    where: { runById: { not: null }, camera: { removedAt: null } },
    select: { id: true, cameraId: true, runSince: true },
  });
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
