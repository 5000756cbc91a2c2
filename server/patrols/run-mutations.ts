import { rm } from 'node:fs/promises';
import { writeAudit } from '../audit/mutations.ts';
import { takeInFinding } from '../faults/finding.ts';
import { type Database, isUniqueViolation, type Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { formatChainage } from '../roads/chainage.ts';
import type { Scope } from '../session/policy.ts';
import { planSelect } from './data.ts';
import { camerasByIds, expandEntries, readEntries } from './expand.ts';
import { maySee } from './policy.ts';
import { demandOwnRun } from './run-data.ts';
import { runFolder } from './run-pictures.ts';
import type {
  PatrolBeginInput,
  PatrolCamera,
  PatrolEndInput,
  PatrolReportInput,
} from './schema.ts';

type Runner = Scope<'patrols.run'>;
type At = { nowMs: number };

const DAY_MS = 86_400_000;
/** Clocks of pages follow the server's; what still differs is the way there and back. */
const AHEAD_MS = 2 * 60_000;
/** A page that had no connection for longer has kept its records too long to be believed. */
const LATE_MS = 7 * DAY_MS;
/** A run that ended takes what its page still had to tell for so long. */
const CLOSED_AFTER_MS = 7 * DAY_MS;
/** Not heard of for so long: the page is gone. It says it is there every twenty seconds. */
const SILENT_MS = 90_000;
const RUNS_AT_ONCE = 200;
const ATTESTED_KEPT_MS = 400 * DAY_MS;
const OTHERS_KEPT_MS = 30 * DAY_MS;

/** Opens a run with a place for every camera that should be seen. Sent twice it is one run. */
export async function beginRun(
  db: Database,
  scope: Runner,
  { nowMs }: At,
  input: PatrolBeginInput,
): Promise<{ id: string; cameras: number }> {
  demandTime(input.startedAt, nowMs);
  try {
    return await db.$transaction((tx) => insertRun(tx, scope, nowMs, input));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const run = await demandOwnRun(db, scope, input.id);
    return { id: run.id, cameras: await db.patrolRecord.count({ where: { runId: run.id } }) };
  }
}

async function insertRun(tx: Transaction, scope: Runner, nowMs: number, input: PatrolBeginInput) {
  // Also a plan that was removed meanwhile: what was shown was shown.
  const plan = await tx.patrolPlan.findUnique({ where: { id: input.planId }, select: planSelect });
  if (!plan || !maySee(scope, plan))
    throw new AppError('patrol.not-found', { details: { id: input.planId } });
  const entries = await expandEntries(tx, scope, readEntries(plan.entries), plan.id);
  const cameras = await camerasByIds(
    tx,
    entries.map(({ cameraId }) => cameraId),
  );
  await tx.patrolRun.create({
    data: {
      ...input,
      planName: plan.name,
      planVersion: plan.version,
      attested: plan.attested,
      checklist: plan.checklist,
      operatorId: scope.userId,
      operatorName: scope.username,
      heardAt: new Date(nowMs),
    },
  });
  await tx.patrolRecord.createMany({
    data: entries.map(({ cameraId }, position) => {
      const camera = cameras.get(cameraId);
      return {
        runId: input.id,
        position,
        cameraId,
        cameraName: camera?.name ?? '',
        cameraPlace: camera ? placeOf(camera) : '',
        statusBefore: camera?.status ?? null,
        failed: [],
      };
    }),
  });
  await writeAudit(tx, scope, {
    action: 'patrols.begin',
    subject: { type: 'patrol', id: plan.id, name: plan.name },
    details: { run: input.id, round: input.round, cameras: entries.length },
  });
  return { id: input.id, cameras: entries.length };
}

function placeOf({ roadCode, chainageM }: PatrolCamera): string {
  return [roadCode, chainageM === null ? null : formatChainage(chainageM)]
    .filter(Boolean)
    .join(' ');
}

/** Tells what was really shown so far; older news never overwrites newer. */
export async function reportRun(
  db: Database,
  scope: Runner,
  { nowMs }: At,
  { runId, records }: PatrolReportInput,
): Promise<{ ok: true }> {
  const run = await demandOwnRun(db, scope, runId);
  demandOpen(run, nowMs);
  for (const { shownFrom, shownTo } of records)
    for (const time of [shownFrom, shownTo]) if (time) demandTime(time, nowMs);
  await db.$transaction(async (tx) => {
    await tx.patrolRun.updateMany({
      where: { id: runId, state: 'running' },
      data: { heardAt: new Date(nowMs) },
    });
    if (records.length === 0) return;
    const rows = await tx.$queryRaw<{ position: number; newer: boolean }[]>`
      update "PatrolRecord" r set
        "shownFrom" = least(r."shownFrom", v."shownFrom"),
        "shownTo" = greatest(r."shownTo", v."shownTo"),
        "shownMs" = greatest(r."shownMs", v."shownMs"),
        "statusShown" = coalesce(v.status::"CameraStatus", r."statusShown"),
        "presetFailure" = coalesce(v."presetFailure", r."presetFailure"),
        remark = case when v.newer then v.remark::"PatrolRemark" else r.remark end,
        abnormality = case when v.newer then v.abnormality else r.abnormality end,
        note = case when v.newer then v.note else r.note end,
        failed = case when v.newer then v.failed else r.failed end,
        "remarkedAt" = greatest(r."remarkedAt", v."remarkedAt")
      from (
        select s.*, s."remarkedAt" is not null
          and (o."remarkedAt" is null or s."remarkedAt" > o."remarkedAt") as newer
        from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as s(
          position int, "shownFrom" timestamp, "shownTo" timestamp, "shownMs" int, status text,
          "presetFailure" text,
          remark text, abnormality text, note text, failed text[], "remarkedAt" timestamp)
        join "PatrolRecord" o on o."runId" = ${runId} and o.position = s.position
      ) v where r."runId" = ${runId} and r.position = v.position
      returning r.position, v.newer`;
    await openFaults(tx, scope, runId, rows, nowMs);
    const remarked = rows.filter(({ newer }) => newer).map(({ position }) => position);
    if (remarked.length === 0) return; // what was shown is its own trail
    await writeAudit(tx, scope, {
      action: 'patrols.remark',
      subject: { type: 'patrol', id: run.planId, name: run.planName },
      details: { run: runId, positions: remarked.map(String) },
    });
  });
  return { ok: true };
}

type Told = { readonly position: number; readonly newer: boolean };

/** What was found abnormal is a fault of its camera. */
async function openFaults(
  tx: Transaction,
  scope: Runner,
  runId: string,
  rows: readonly Told[],
  nowMs: number,
): Promise<void> {
  const fresh = rows.filter(({ newer }) => newer).map(({ position }) => position);
  const found = await tx.patrolRecord.findMany({
    where: { runId, position: { in: fresh }, remark: 'abnormal' },
    orderBy: { cameraId: 'asc' },
  });
  for (const record of found) {
    const { position, cameraId, cameraName, cameraPlace, abnormality, failed, note } = record;
    const text = [...failed, note].filter(Boolean).join(' · ') || null;
    const at = record.remarkedAt ?? new Date(nowMs);
    const type = abnormality ?? 'other';
    const finding = { cameraId, cameraName, cameraPlace, type, text, runId, position, at };
    await takeInFinding(tx, scope, finding);
  }
}

/** How it ended; a run that was taken for interrupted is set right by the page that comes back. */
export async function endRun(
  db: Database,
  scope: Runner,
  { nowMs }: At,
  { runId, how, at }: PatrolEndInput,
): Promise<{ ok: true }> {
  demandTime(at, nowMs);
  const run = await demandOwnRun(db, scope, runId);
  demandOpen(run, nowMs);
  await db.$transaction(async (tx) => {
    const { count } = await tx.patrolRun.updateMany({
      where: { id: runId, state: { in: ['running', 'interrupted'] } },
      data: { state: how, endedAt: at },
    });
    if (count === 0) return; // said before
    await writeAudit(tx, scope, {
      action: 'patrols.end',
      subject: { type: 'patrol', id: run.planId, name: run.planName },
      details: { run: runId, how },
    });
  });
  return { ok: true };
}

function demandOpen({ id, endedAt }: { id: string; endedAt: Date | null }, nowMs: number): void {
  if (endedAt !== null && nowMs - endedAt.getTime() > CLOSED_AFTER_MS)
    throw new AppError('patrol.run-closed', { details: { id } });
}

function demandTime(time: Date, nowMs: number): void {
  const ms = time.getTime();
  if (ms > nowMs + AHEAD_MS || ms < nowMs - LATE_MS)
    throw new AppError('patrol.bad-time', { details: { at: ms, now: nowMs } });
}

/** Runs whose page vanished end when it was last heard of. @returns how many */
export async function interruptSilent(db: Database, nowMs: number): Promise<number> {
  const silent = { state: 'running', heardAt: { lt: new Date(nowMs - SILENT_MS) } } as const;
  return db.$transaction(async (tx) => {
    const runs = await tx.patrolRun.findMany({ where: silent, take: RUNS_AT_ONCE });
    for (const run of runs) {
      const { count } = await tx.patrolRun.updateMany({
        where: { id: run.id, ...silent },
        data: { state: 'interrupted', endedAt: run.heardAt },
      });
      if (count === 0) continue;
      await writeAudit(
        tx,
        { userId: null, username: null, address: null },
        {
          action: 'patrols.interrupt',
          subject: { type: 'patrol', id: run.planId, name: run.planName },
          details: { run: run.id, operator: run.operatorName },
        },
      );
    }
    return runs.length;
  });
}

/** Old runs go with their pictures: attested ones after more than a year, others after a month. */
export async function forgetOldRuns(db: Database, data: string, nowMs: number): Promise<void> {
  const before = (ageMs: number) => ({ lt: new Date(nowMs - ageMs) });
  for (;;) {
    const runs = await db.patrolRun.findMany({
      where: {
        OR: [
          { startedAt: before(ATTESTED_KEPT_MS) },
          { attested: false, startedAt: before(OTHERS_KEPT_MS) },
        ],
      },
      take: RUNS_AT_ONCE,
      select: { id: true },
    });
    for (const { id } of runs) await rm(runFolder(data, id), { recursive: true, force: true });
    await db.patrolRun.deleteMany({ where: { id: { in: runs.map(({ id }) => id) } } });
    if (runs.length < RUNS_AT_ONCE) return;
  }
}
