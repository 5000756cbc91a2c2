/** What runs have left behind. Everybody who sees patrols sees it: an attestation is no private matter. */
import { z } from 'zod';
import { readCursor, writeCursor } from '../platform/cursor.ts';
import { type Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { dayOf, dayRange } from '../platform/site-time.ts';
import type { Scope } from '../session/policy.ts';
import {
  abnormalitySchema,
  type PatrolDay,
  type PatrolRecordView,
  type PatrolRunHead,
  type PatrolRunsInput,
  type PatrolRunView,
  type RunCounts,
} from './schema.ts';

type Viewer = Scope<'patrols.view'>;

const NO_COUNTS: RunCounts = { cameras: 0, seen: 0, normal: 0, abnormal: 0 };
const runSelect = {
  id: true,
  planId: true,
  planName: true,
  planVersion: true,
  attested: true,
  checklist: true,
  round: true,
  operatorName: true,
  state: true,
  startedAt: true,
  endedAt: true,
} as const satisfies Prisma.PatrolRunSelect;
type Selected = Prisma.PatrolRunGetPayload<{ select: typeof runSelect }>;

const cursorShape = z.tuple([z.number(), z.string()]);

/** The newest first. */
export async function listRuns(
  db: Db,
  _scope: Viewer,
  input: PatrolRunsInput,
  timeZone: string,
): Promise<{ items: PatrolRunHead[]; nextCursor: string | null }> {
  const day = input.day === undefined ? null : dayRange(input.day, timeZone);
  const conditions: Prisma.PatrolRunWhereInput[] = [
    input.planId === undefined ? {} : { planId: input.planId },
    input.state === undefined ? {} : { state: input.state },
    input.abnormal === true ? { records: { some: { remark: 'abnormal' } } } : {},
    day === null ? {} : { startedAt: { gte: day.from, lt: day.to } },
    input.cursor === undefined ? {} : behind(input.cursor),
  ];
  const rows = await db.patrolRun.findMany({
    where: { AND: conditions },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: input.limit + 1,
    select: runSelect,
  });
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: await withCounts(db, page),
    nextCursor:
      rows.length > input.limit && last ? writeCursor([last.startedAt.getTime(), last.id]) : null,
  };
}

function behind(cursor: string): Prisma.PatrolRunWhereInput {
  const [at, id] = readCursor(cursor, cursorShape);
  const startedAt = new Date(at);
  return { OR: [{ startedAt: { lt: startedAt } }, { startedAt, id: { lt: id } }] };
}

async function withCounts(db: Db, runs: readonly Selected[]): Promise<PatrolRunHead[]> {
  const ids = runs.map(({ id }) => id);
  const rows = await db.$queryRaw<({ runId: string } & RunCounts)[]>`
    select "runId", ${COUNTS} from "PatrolRecord" where "runId" = any(${ids}) group by "runId"`;
  const counts = new Map(rows.map(({ runId, ...rest }) => [runId, rest]));
  return runs.map(({ checklist: _, operatorName, ...run }) => ({
    ...run,
    operator: operatorName,
    ...(counts.get(run.id) ?? NO_COUNTS),
  }));
}

const COUNTS = Prisma.sql`count(*)::int as cameras, count("shownFrom")::int as seen,
  count(*) filter (where remark = 'normal')::int as normal,
  count(*) filter (where remark = 'abnormal')::int as abnormal`;

export async function getRun(db: Db, _scope: Viewer, id: string): Promise<PatrolRunView> {
  const run = await db.patrolRun.findUnique({ where: { id }, select: runSelect });
  if (!run) throw new AppError('patrol.run-not-found', { details: { id } });
  const [head] = await withCounts(db, [run]);
  if (!head) throw new AppError('patrol.run-not-found', { details: { id } });
  return { ...head, checklist: run.checklist, records: await recordsOf(db, id) };
}

const recordSelect = {
  position: true,
  cameraId: true,
  cameraName: true,
  cameraPlace: true,
  statusBefore: true,
  shownFrom: true,
  shownTo: true,
  shownMs: true,
  statusShown: true,
  presetFailure: true,
  remark: true,
  abnormality: true,
  note: true,
  failed: true,
  pictureAt: true,
  pictureHash: true,
} as const satisfies Prisma.PatrolRecordSelect;

/** In the plan's order; a run has no more than a plan can hold. */
export async function recordsOf(db: Db, runId: string): Promise<PatrolRecordView[]> {
  const rows = await db.patrolRecord.findMany({
    where: { runId },
    orderBy: { position: 'asc' },
    select: recordSelect,
  });
  const found = await db.faultStep.findMany({
    where: { runId },
    select: { position: true, faultId: true },
  });
  const faults = new Map(found.map(({ position, faultId }) => [position, faultId]));
  return rows.map((row) => ({
    ...row,
    faultId: row.remark === 'abnormal' ? (faults.get(row.position) ?? null) : null,
    abnormality: abnormalitySchema.nullable().catch('other').parse(row.abnormality),
  }));
}

/** How a day went so far. */
export async function patrolDay(
  db: Db,
  _scope: Viewer,
  asked: string | undefined,
  at: { nowMs: number; timeZone: string },
): Promise<PatrolDay> {
  const today = dayOf(at.nowMs, at.timeZone);
  const day = asked ?? today;
  const { from, to } = dayRange(day, at.timeZone);
  const within = { startedAt: { gte: from, lt: to } };
  const [runs, interrupted, counts] = await Promise.all([
    db.patrolRun.count({ where: within }),
    db.patrolRun.count({ where: { ...within, state: 'interrupted' } }),
    db.$queryRaw<RunCounts[]>`
      select ${COUNTS} from "PatrolRecord" where "runId" in
        (select id from "PatrolRun" where "startedAt" >= ${from} and "startedAt" < ${to})`,
  ]);
  const { timeZone } = at;
  return { day, today, timeZone, runs, interrupted, total: counts[0] ?? NO_COUNTS };
}

/** Only whoever runs it writes to it. */
export async function demandOwnRun(db: Db, scope: Scope<'patrols.run'>, id: string) {
  const run = await db.patrolRun.findUnique({
    where: { id, operatorId: scope.userId },
    select: { id: true, planId: true, planName: true, attested: true, endedAt: true },
  });
  if (!run) throw new AppError('patrol.run-not-found', { details: { id } });
  return run;
}
