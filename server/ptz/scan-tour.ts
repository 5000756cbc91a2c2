/** Leads one scan: by the device where it can, else by the server, move by move. */
import type { PtzHead } from '../drivers/driver.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Services } from '../trpc/context.ts';
import type { Steerer } from './data.ts';
import { STARTER, steererOf } from './leading.ts';
import { sayStop } from './move.ts';
import { runScan, type ScanStop } from './scan-run.ts';
import { dropScan, wayOf } from './scans.ts';
import type { PtzAct } from './schema.ts';

/** These leave a camera where they say: a stop behind them would be one too many. */
const MOVING: readonly PtzAct[] = ['move', 'preset', 'home', 'frame', 'cruise', 'scan', 'point'];

type Platform = Pick<Services, 'db' | 'clock' | 'log' | 'heads'>;
type Running = Awaited<ReturnType<typeof runningScans>>[number];

export async function runningScans(db: Database) {
  const rows = await db.ptzScan.findMany({
    where: { runById: { not: null }, camera: { removedAt: null } },
    select: { cameraId: true, runSince: true },
  });
  return rows.map((row) => ({ ...row, id: row.cameraId }));
}

export async function leadScan(
  platform: Platform,
  running: Running,
  signal: AbortSignal,
): Promise<void> {
  const { log } = platform;
  const { cameraId } = running;
  try {
    await scan(platform, running, signal);
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'server.fault';
    log.warn({ error, camera: cameraId }, 'scan ended by itself');
    await dropScan(platform, running, code).catch((cause: unknown) =>
      log.error({ error: cause, camera: cameraId }, 'end of a scan not written down'),
    );
  }
}

async function scan(platform: Platform, running: Running, signal: AbortSignal): Promise<void> {
  const { db, clock, heads } = platform;
  const { cameraId } = running;
  const started = await readStarted(db, running);
  if (!started) return;
  const { head, sheet, moveTimeoutMs } = await heads.head(started.scope, cameraId);
  const way = wayOf(started.row);
  const stop = async (how: ScanStop) => {
    if (how === 'ours' && (await isMovedSince(platform, running))) return;
    await sayStop(platform, { head, cameraId }, how === 'lost' ? 1 : undefined);
  };
  if (head.ownScan) return ownScan(head.ownScan, { speed: started.row.speed / 100, stop }, signal);
  if (!way || !moveTimeoutMs) throw new AppError('ptz.no-scan-limits');
  const mayGoOn = async () => (await readStarted(db, running)) !== null;
  const { absolute } = sheet;
  const moveMs = moveTimeoutMs.most;
  await runScan(clock, { head, way, absolute, moveMs, mayGoOn, stop }, signal);
}

type Own = { readonly speed: number; readonly stop: (whose: 'ours') => Promise<void> };

async function ownScan(
  own: NonNullable<PtzHead['ownScan']>,
  { speed, stop }: Own,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  await own.start(speed);
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await stop('ours');
}

type Started = { readonly scope: Steerer; readonly row: Row };
type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Database, { cameraId, runSince }: Running) {
  return db.ptzScan.findFirst({
    where: { cameraId, runSince, runById: { not: null } },
    include: { runBy: { select: STARTER } },
  });
}

/** Looked up anew each time: what a person said last counts. null: it rests. @throws rights.missing */
async function readStarted(db: Database, running: Running): Promise<Started | null> {
  const row = await findRow(db, running);
  if (!row?.runBy) return null;
  const scope = steererOf(row.runBy);
  if (!scope) throw new AppError('rights.missing');
  return { scope, row };
}

/** In doubt nobody has: a camera that stands still is the lesser evil. */
async function isMovedSince({ db, log }: Platform, { cameraId, runSince }: Running) {
  if (runSince === null) return false;
  try {
    const ours = await db.ptzMove.findFirst({
      where: { cameraId, at: runSince, what: 'scan' satisfies PtzAct },
      orderBy: { id: 'desc' },
      select: { id: true },
    });
    const since = ours ? { id: { gt: ours.id } } : { at: { gt: runSince } };
    return (
      (await db.ptzMove.count({ where: { cameraId, ...since, what: { in: [...MOVING] } } })) > 0
    );
  } catch (error) {
    log.warn({ error, camera: cameraId }, 'cannot tell who moved it last');
    return false;
  }
}
