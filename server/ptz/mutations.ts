import { writeAudit } from '../audit/mutations.ts';
import type { AuditAction } from '../audit/schema.ts';
import type { Database, Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { notify } from '../platform/notify.ts';
import { readStanding, type Steerer } from './data.ts';
import { maySteer, mayTakeOver } from './policy.ts';
import { MOST_WAITING, MOVES_KEPT, type PtzAct, type Standing } from './schema.ts';

const MINUTE_MS = 60_000;

/** What the audit trail calls it; presets and the home position have entries of their own when they are set. */
const AUDITED: Readonly<Partial<Record<PtzAct, AuditAction>>> = {
  move: 'ptz.move',
  preset: 'ptz.call-preset',
  home: 'ptz.home',
  auxiliary: 'ptz.auxiliary',
  frame: 'ptz.frame',
  'auto-focus': 'ptz.auto-lens',
  'auto-iris': 'ptz.auto-lens',
  cruise: 'ptz.start-cruise',
  'cruise-stop': 'ptz.stop-cruise',
  scan: 'ptz.start-scan',
  'scan-stop': 'ptz.stop-scan',
  point: 'ptz.point',
};

type Claim = {
  readonly cameraId: string;
  readonly what: PtzAct;
  readonly detail?: string | null;
  /** The cruise that goes on from here; without one whatever cruised rests. */
  readonly cruiseId?: string;
  /** A scan goes on from here, at this speed. */
  readonly scanSpeed?: number;
  /** No hand does it: it yields to whoever holds the camera or set it cruising, and keeps nobody from it. */
  readonly yields?: boolean;
};

/**
 * Takes the camera for whoever is about to move it and writes down that they did. Two who come at once
 * come one after the other: the row is held until the first has it. True: a scan was under way, so that the
 * camera turns still where what comes next does not make it do something else. @throws ptz.locked
 */
export async function claim(
  db: Database,
  scope: Steerer,
  nowMs: number,
  { cameraId, what, detail = null, cruiseId, scanSpeed, yields = false }: Claim,
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const { name, standing } = await held(tx, cameraId, nowMs);
    const at = new Date(nowMs);
    const scanned = yields
      ? await demandIdle(tx, scope, { cameraId, standing })
      : await take(tx, scope, { cameraId, standing, at });
    if (scanSpeed !== undefined)
      await tx.ptzScan.updateMany({
        where: { cameraId },
        data: {
          speed: scanSpeed,
          runById: scope.userId,
          runSince: at,
          endedAt: null,
          endedCode: null,
        },
      });
    if (cruiseId !== undefined)
      await tx.ptzCruise.updateMany({
        where: { id: cruiseId, cameraId },
        data: { runById: scope.userId, runSince: at },
      });
    await tx.ptzMove.create({
      data: { cameraId, username: scope.username, at, what, detail },
      select: { id: true },
    });
    await tx.$executeRaw`
      delete from "PtzMove" where "cameraId" = ${cameraId} and id <= (
        select id from "PtzMove" where "cameraId" = ${cameraId}
        order by id desc offset ${MOVES_KEPT} limit 1)`;
    const action = AUDITED[what];
    const subject = { type: 'camera', id: cameraId, name };
    if (action) await writeAudit(tx, scope, { action, subject, details: { detail } });
    await notify(tx, 'ptz_changes', cameraId);
    return scanned;
  });
}

type Taken = { readonly cameraId: string; readonly standing: Standing };

async function take(tx: Transaction, scope: Steerer, taken: Taken & { readonly at: Date }) {
  const { cameraId, standing, at } = taken;
  demandMaySteer(scope, standing);
  await tx.ptzControl.update({
    where: { cameraId },
    data: { moverId: scope.userId, movedAt: at },
    select: { cameraId: true },
  });
  const scanned = await restLed(tx, cameraId);
  await tx.ptzWaiter.deleteMany({ where: { cameraId, userId: scope.userId } });
  return scanned;
}

/** Nobody moves it, and nobody but this person has locked it. */
async function demandIdle(tx: Transaction, scope: Steerer, { cameraId, standing }: Taken) {
  const locksItself = standing.kind === 'locked' && standing.holder.userId === scope.userId;
  if (standing.kind !== 'free' && !locksItself)
    throw new AppError('ptz.locked', {
      details: { holder: standing.holder.name, kind: standing.kind },
    });
  const cruise = await tx.ptzCruise.findFirst({
    where: { cameraId, runById: { not: null } },
    select: { name: true },
  });
  if (cruise) throw new AppError('ptz.cruising', { details: { name: cruise.name } });
  if ((await tx.ptzScan.count({ where: { cameraId, runById: { not: null } } })) > 0)
    throw new AppError('ptz.scanning');
  return false;
}

/** What the server leads rests. True: a scan was among it. */
async function restLed(tx: Transaction, cameraId: string): Promise<boolean> {
  const led = { cameraId, runById: { not: null } };
  const rests = { runById: null, runSince: null };
  await tx.ptzCruise.updateMany({ where: led, data: rests });
  return (await tx.ptzScan.updateMany({ where: led, data: rests })).count > 0;
}

/** The soft lock counts from the end of a move. */
export async function extendClaim(
  db: Database,
  scope: Steerer,
  nowMs: number,
  cameraId: string,
): Promise<void> {
  const { count } = await db.ptzControl.updateMany({
    where: { cameraId, moverId: scope.userId },
    data: { movedAt: new Date(nowMs) },
  });
  if (count > 0) await notify(db, 'ptz_changes', cameraId);
}

export function demandMaySteer(scope: Steerer, standing: Standing): void {
  if (maySteer(scope, standing) || standing.kind === 'free') return;
  const { holder, until, kind } = standing;
  throw new AppError('ptz.locked', {
    details: { holder: holder.name, until: until.getTime(), kind },
  });
}

/** The camera's row, which nobody else changes until the transaction ends. */
async function held(tx: Transaction, cameraId: string, nowMs: number) {
  await tx.$executeRaw`
    insert into "PtzControl" ("cameraId")
    select id from "Camera" where id = ${cameraId} and "removedAt" is null
    on conflict ("cameraId") do nothing`;
  await tx.$queryRaw`select 1 from "PtzControl" where "cameraId" = ${cameraId} for update`;
  return readStanding(tx, cameraId, nowMs);
}

type Lock = { readonly cameraId: string; readonly minutes: number };

export async function lock(
  db: Database,
  scope: Steerer,
  nowMs: number,
  { cameraId, minutes }: Lock,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { name, standing } = await held(tx, cameraId, nowMs);
    demandMaySteer(scope, standing);
    await setLock(tx, scope, nowMs, { cameraId, minutes, reason: null });
    await writeAudit(tx, scope, {
      action: 'ptz.lock',
      subject: { type: 'camera', id: cameraId, name },
      details: { minutes },
    });
  });
}

/** A higher rank takes a lock from its holder, and says why. */
export async function takeOver(
  db: Database,
  scope: Steerer,
  nowMs: number,
  { cameraId, minutes, reason }: Lock & { readonly reason: string },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { name, standing } = await held(tx, cameraId, nowMs);
    if (standing.kind !== 'locked') demandMaySteer(scope, standing);
    else if (standing.holder.userId !== scope.userId && !mayTakeOver(scope, standing))
      throw new AppError('ptz.rank-too-low', { details: { holder: standing.holder.name } });
    await setLock(tx, scope, nowMs, { cameraId, minutes, reason });
    await writeAudit(tx, scope, {
      action: 'ptz.take-over',
      subject: { type: 'camera', id: cameraId, name },
      details: {
        minutes,
        reason,
        from: standing.kind === 'free' ? null : standing.holder.name,
      },
    });
  });
}

async function setLock(
  tx: Transaction,
  scope: Steerer,
  nowMs: number,
  { cameraId, minutes, reason }: Lock & { readonly reason: string | null },
): Promise<void> {
  await tx.ptzControl.update({
    where: { cameraId },
    data: {
      holderId: scope.userId,
      lockedUntil: new Date(nowMs + minutes * MINUTE_MS),
      reason,
    },
    select: { cameraId: true },
  });
  // Whoever takes the camera finds it still.
  await restLed(tx, cameraId);
  await tx.ptzWaiter.deleteMany({ where: { cameraId, userId: scope.userId } });
  await notify(tx, 'ptz_changes', cameraId);
}

/** The holder gives it back; an administrator may do it for them by taking over. */
export async function unlock(
  db: Database,
  scope: Steerer,
  nowMs: number,
  cameraId: string,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { name, standing } = await held(tx, cameraId, nowMs);
    if (standing.kind !== 'locked' || standing.holder.userId !== scope.userId)
      throw new AppError('ptz.not-holder');
    // Who gives it back does not keep it softly: the next one may take it at once.
    await tx.ptzControl.update({
      where: { cameraId },
      data: { lockedUntil: new Date(nowMs), moverId: null, movedAt: null },
      select: { cameraId: true },
    });
    await writeAudit(tx, scope, {
      action: 'ptz.unlock',
      subject: { type: 'camera', id: cameraId, name },
    });
    await notify(tx, 'ptz_changes', cameraId);
  });
}

export async function wait(
  db: Database,
  scope: Steerer,
  nowMs: number,
  cameraId: string,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { name } = await held(tx, cameraId, nowMs);
    const waiting = await tx.ptzWaiter.count({ where: { cameraId } });
    if (waiting >= MOST_WAITING)
      throw new AppError('ptz.too-many-waiting', { details: { most: MOST_WAITING } });
    await tx.ptzWaiter.upsert({
      where: { cameraId_userId: { cameraId, userId: scope.userId } },
      create: { cameraId, userId: scope.userId, since: new Date(nowMs) },
      update: {},
      select: { cameraId: true },
    });
    await writeAudit(tx, scope, {
      action: 'ptz.wait',
      subject: { type: 'camera', id: cameraId, name },
    });
    await notify(tx, 'ptz_changes', cameraId);
  });
}

export async function leaveQueue(db: Database, scope: Steerer, cameraId: string): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.ptzWaiter.deleteMany({ where: { cameraId, userId: scope.userId } });
    await writeAudit(tx, scope, {
      action: 'ptz.leave-queue',
      subject: { type: 'camera', id: cameraId },
    });
    await notify(tx, 'ptz_changes', cameraId);
  });
}
