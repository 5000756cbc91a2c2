/** Scans 线扫: to and fro between two limits, by the device where it can, else by the server. */
import { writeAudit } from '../audit/mutations.ts';
import type { Position, PtzHead } from '../drivers/driver.ts';
import { AppError } from '../platform/errors.ts';
import { notify } from '../platform/notify.ts';
import type { Services } from '../trpc/context.ts';
import type { Steerer } from './data.ts';
import type { Head } from './heads.ts';
import { claim } from './mutations.ts';
import type { ScanWay } from './scan-run.ts';
import { isWide } from './scan-way.ts';
import type { ScanSide } from './schema.ts';

type Platform = Pick<Services, 'db' | 'clock' | 'heads'>;
type Limit = { readonly cameraId: string; readonly side: ScanSide };
type Start = { readonly cameraId: string; readonly speed: number };

type Limits = {
  readonly leftPan: number | null;
  readonly leftTilt: number | null;
  readonly leftZoom: number | null;
  readonly rightPan: number | null;
  readonly speed: number;
};

/** null: a limit is missing. */
export function wayOf({ leftPan, leftTilt, leftZoom, rightPan, speed }: Limits): ScanWay | null {
  if (leftPan === null || rightPan === null) return null;
  const left = { pan: leftPan, tilt: leftTilt ?? 0, zoom: leftZoom ?? 0 };
  return { left, rightPan, speed: speed / 100 };
}

/** Where the camera looks now; tilt and zoom are taken from the left limit. @throws ptz.no-position */
export async function setScanLimit(
  { db, clock, heads }: Platform,
  scope: Steerer,
  { cameraId, side }: Limit,
): Promise<void> {
  const { head, name } = await scanningHead({ heads }, scope, cameraId);
  const claimed = { cameraId, what: 'scan-limit', detail: side } as const;
  // What turned stands still first, so that the limit is where it was seen.
  if (await claim(db, scope, clock.wallNow(), claimed)) await head.stop();
  const limit = await readLimit(head, side);
  await db.$transaction(async (tx) => {
    await tx.ptzScan.upsert({
      where: { cameraId },
      create: { cameraId, ...limit },
      update: { ...limit, endedAt: null, endedCode: null },
      select: { cameraId: true },
    });
    await writeAudit(tx, scope, {
      action: 'ptz.set-scan-limit',
      subject: { type: 'camera', id: cameraId, name },
      details: { side },
    });
    await notify(tx, 'ptz_changes', cameraId);
  });
}

async function readLimit(head: PtzHead, side: ScanSide) {
  if (head.ownScan) {
    await head.ownScan.setLimit(side);
    return {};
  }
  const at: Position | null = await head.position();
  if (at === null) throw new AppError('ptz.no-position');
  return side === 'left'
    ? { leftPan: at.pan, leftTilt: at.tilt, leftZoom: at.zoom }
    : { rightPan: at.pan };
}

/** It goes on until somebody moves the camera, locks it or stops it. @throws ptz.no-scan-limits */
export async function startScan(
  { db, clock, heads }: Platform,
  scope: Steerer,
  { cameraId, speed }: Start,
): Promise<void> {
  const { head } = await scanningHead({ heads }, scope, cameraId);
  const known = await db.ptzScan.findUnique({ where: { cameraId } });
  const way = known && wayOf(known);
  if (!head.ownScan && !way) throw new AppError('ptz.no-scan-limits');
  if (way && !isWide(way.left.pan, way.rightPan)) throw new AppError('ptz.scan-too-narrow');
  const detail = `${speed}`;
  await claim(db, scope, clock.wallNow(), { cameraId, what: 'scan', detail, scanSpeed: speed });
}

export async function stopScan(
  { db, clock, heads }: Platform,
  scope: Steerer,
  cameraId: string,
): Promise<void> {
  const { head } = await heads.head(scope, cameraId);
  await claim(db, scope, clock.wallNow(), { cameraId, what: 'scan-stop' });
  await head.stop();
}

type Ended = { readonly cameraId: string; readonly runSince: Date | null };

/** It cannot go on, and says why: the device stopped answering, or whoever set it going may not steer any more. */
export async function dropScan(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  { cameraId, runSince }: Ended,
  code: string,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count } = await tx.ptzScan.updateMany({
      where: { cameraId, runSince, runById: { not: null } },
      data: { runById: null, runSince: null, endedAt: new Date(clock.wallNow()), endedCode: code },
    });
    if (count === 0) return;
    await writeAudit(
      tx,
      { userId: null, username: null, address: null },
      {
        action: 'ptz.drop-scan',
        subject: { type: 'camera', id: cameraId },
        details: { reason: code },
      },
    );
    await notify(tx, 'ptz_changes', cameraId);
  });
}

async function scanningHead(
  { heads }: Pick<Platform, 'heads'>,
  scope: Steerer,
  cameraId: string,
): Promise<Head> {
  const head = await heads.head(scope, cameraId);
  const { sheet, moveTimeoutMs } = head;
  if (head.head.ownScan) return head;
  if (!sheet.panTilt || moveTimeoutMs === null)
    throw new AppError('ptz.not-supported', { details: { id: cameraId } });
  if (sheet.position === false) throw new AppError('ptz.no-position');
  return head;
}
