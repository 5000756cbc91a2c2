import { z } from 'zod';
import { readCursor, writeCursor } from '../platform/cursor.ts';
import type { Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { type WallLayout, wallLayoutSchema } from '../walls/schema.ts';
import { camerasByIds, expandEntries, readEntries } from './expand.ts';
import { mayChange, mayManage, maySee } from './policy.ts';
import { dueStart, windowEnd } from './schedule.ts';
import {
  type CameraEntry,
  cycleS,
  type PatrolDue,
  type PatrolEntry,
  type PatrolHead,
  type PatrolListInput,
  type PatrolPlanView,
  type PatrolProgram,
  patrolWindowSchema,
} from './schema.ts';

type Viewer = Scope<'patrols.view'> | Scope<'patrols.edit'> | Scope<'patrols.run'>;

const headSelect = {
  id: true,
  name: true,
  sortName: true,
  layout: true,
  cameraCount: true,
  planCount: true,
  loop: true,
  skipOffline: true,
  attested: true,
  checklist: true,
  windows: true,
  cron: true,
  ownerId: true,
  owner: { select: { id: true, name: true } },
  shared: true,
  locked: true,
  version: true,
  changedAt: true,
  changedBy: { select: { name: true } },
} as const satisfies Prisma.PatrolPlanSelect;
export const planSelect = { ...headSelect, entries: true } as const;
type Head = Prisma.PatrolPlanGetPayload<{ select: typeof headSelect }>;
type Selected = Prisma.PatrolPlanGetPayload<{ select: typeof planSelect }>;

/** More than this in one site's timetable is not told: the earliest count. */
const MOST_DUE = 500;

const visibleTo = (scope: Viewer): Prisma.PatrolPlanWhereInput => ({
  removedAt: null,
  OR: [{ shared: true }, { ownerId: scope.userId }],
});

const cursorShape = z.tuple([z.union([z.string(), z.number()]), z.string()]);

/** One's own and the shared ones, a page at a time. */
export async function listPlans(
  db: Db,
  scope: Viewer,
  input: PatrolListInput,
): Promise<{ items: PatrolHead[]; nextCursor: string | null; total: number }> {
  const where: Prisma.PatrolPlanWhereInput = {
    AND: [
      visibleTo(scope),
      input.mine === true ? { ownerId: scope.userId } : {},
      input.q ? { name: { contains: input.q, mode: 'insensitive' } } : {},
    ],
  };
  const [rows, total] = await Promise.all([
    db.patrolPlan.findMany({
      where: { AND: [where, input.cursor ? behind(input.sort, input.cursor) : {}] },
      orderBy: [input.sort === 'name' ? { sortName: 'asc' } : { changedAt: 'desc' }, { id: 'asc' }],
      take: input.limit + 1,
      select: headSelect,
    }),
    db.patrolPlan.count({ where }),
  ]);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const key = input.sort === 'name' ? last?.sortName : last?.changedAt.getTime();
  return {
    items: page.map((row) => toHead(row, scope)),
    nextCursor: rows.length > input.limit && last ? writeCursor([key, last.id]) : null,
    total,
  };
}

function behind(sort: 'name' | 'changed', cursor: string): Prisma.PatrolPlanWhereInput {
  const [value, id] = readCursor(cursor, cursorShape);
  if (sort === 'name') {
    const sortName = String(value);
    return { OR: [{ sortName: { gt: sortName } }, { sortName, id: { gt: id } }] };
  }
  const changedAt = new Date(value);
  return { OR: [{ changedAt: { lt: changedAt } }, { changedAt, id: { gt: id } }] };
}

export async function getPlan(db: Db, scope: Viewer, id: string): Promise<PatrolPlanView> {
  return toPlanView(db, await demandPlan(db, scope, id), scope);
}

/** A private plan of somebody else is as absent as a removed one. */
export async function demandPlan(db: Db, scope: Viewer, id: string): Promise<Selected> {
  const row = await db.patrolPlan.findUnique({
    where: { id, removedAt: null },
    select: planSelect,
  });
  if (!row || !maySee(scope, row)) throw new AppError('patrol.not-found', { details: { id } });
  return row;
}

export async function toPlanView(db: Db, row: Selected, scope: Viewer): Promise<PatrolPlanView> {
  const entries = readEntries(row.entries);
  const cameraIds = entries.flatMap((entry) => (entry.kind === 'camera' ? [entry.cameraId] : []));
  const planIds = entries.flatMap((entry) => (entry.kind === 'plan' ? [entry.planId] : []));
  const cameras = await camerasByIds(db, cameraIds);
  const head = toHead(row, scope);
  return {
    ...head,
    entries,
    cameras: [...cameras.values()],
    plans: await nestedPlans(db, scope, planIds, head.layout),
  };
}

async function nestedPlans(db: Db, scope: Viewer, ids: readonly string[], layout: WallLayout) {
  const plans = await db.patrolPlan.findMany({
    where: { AND: [visibleTo(scope), { id: { in: [...ids] } }] },
    select: { id: true, name: true, entries: true },
  });
  return Promise.all(
    plans.map(async ({ id, name, entries }) => {
      const cameras = await camerasIn(db, scope, id, readEntries(entries));
      const cells = Number(layout);
      return { id, name, cameras: cameras?.length ?? null, cycleS: cycleS(cameras ?? [], cells) };
    }),
  );
}

/** null: it contains itself, or too much. Two people who saved at once may have done that. */
async function camerasIn(
  db: Db,
  scope: Viewer,
  id: string,
  entries: readonly PatrolEntry[],
): Promise<CameraEntry[] | null> {
  try {
    return await expandEntries(db, scope, entries, id);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** What a page runs: plans among the entries have become their cameras. */
export async function getProgram(
  db: Db,
  scope: Viewer,
  id: string,
  at: { nowMs: number; timeZone: string },
): Promise<PatrolProgram> {
  const row = await demandPlan(db, scope, id);
  const entries = await expandEntries(db, scope, readEntries(row.entries), id);
  const cameras = await camerasByIds(
    db,
    entries.map(({ cameraId }) => cameraId),
  );
  const head = toHead(row, scope);
  return {
    ...head,
    entries: entries.map(({ kind: _, ...entry }) => ({
      ...entry,
      camera: cameras.get(entry.cameraId) ?? null,
    })),
    windowEndsAt: windowEnd(head, at.nowMs, at.timeZone),
    now: new Date(at.nowMs),
  };
}

/** The timetable: whose window is open, and what comes next. */
export async function duePlans(
  db: Db,
  scope: Viewer,
  at: { nowMs: number; timeZone: string },
): Promise<PatrolDue> {
  const rows = await db.patrolPlan.findMany({
    where: {
      AND: [
        visibleTo(scope),
        { OR: [{ NOT: { windows: { equals: [] } } }, { NOT: { cron: null } }] },
      ],
    },
    orderBy: [{ sortName: 'asc' }, { id: 'asc' }],
    take: MOST_DUE,
    select: { id: true, name: true, windows: true, cron: true },
  });
  const items = rows.flatMap(({ id, name, windows, cron }) => {
    const start = dueStart({ windows: readWindows(windows), cron }, at.nowMs, at.timeZone);
    return start ? [{ planId: id, name, ...start }] : [];
  });
  items.sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  return { items, now: new Date(at.nowMs) };
}

function toHead(row: Head, scope: Viewer): PatrolHead {
  const layout = wallLayoutSchema.safeParse(row.layout);
  return {
    id: row.id,
    name: row.name,
    layout: layout.success ? layout.data : '9', // another version of the product may have written it
    cameraCount: row.cameraCount,
    planCount: row.planCount,
    loop: row.loop,
    skipOffline: row.skipOffline,
    attested: row.attested,
    checklist: row.checklist,
    windows: readWindows(row.windows),
    cron: row.cron,
    owner: { id: row.owner.id, displayName: row.owner.name },
    shared: row.shared,
    locked: row.locked,
    version: row.version,
    changedAt: row.changedAt,
    changedBy: row.changedBy.name,
    mayChange: mayChange(scope, row),
    mayManage: mayManage(scope, row),
  };
}

function readWindows(stored: Prisma.JsonValue) {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((window) => patrolWindowSchema.safeParse(window).data ?? []);
}
