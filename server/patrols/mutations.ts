import { writeAudit } from '../audit/mutations.ts';
import { sortName } from '../cameras/search-text.ts';
import type { Database, Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { NOT_REMOVED, removal, removedBy } from '../platform/removal.ts';
import type { Scope } from '../session/policy.ts';
import { demandPlan, planSelect, toPlanView } from './data.ts';
import { expandEntries, readEntries } from './expand.ts';
import { mayManage } from './policy.ts';
import { demandCron } from './schedule.ts';
import {
  cameraEntry,
  MOST_PLANS_OF_ONE,
  type PatrolAppended,
  type PatrolAppendInput,
  type PatrolCreateInput,
  type PatrolEntry,
  type PatrolPlanView,
  type PatrolUpdateInput,
} from './schema.ts';

type Editor = Scope<'patrols.edit'>;

/** Of a plan that says nothing else. */
const USUAL = {
  loop: true,
  skipOffline: true,
  attested: false,
  checklist: [],
  windows: [],
  cron: null,
};

export async function createPlan(
  db: Database,
  scope: Editor,
  input: PatrolCreateInput,
): Promise<PatrolPlanView> {
  if (input.cron) demandCron(input.cron);
  return db.$transaction(async (tx) => {
    await demandRoom(tx, scope.userId);
    await expandEntries(tx, scope, input.entries, null); // throws where it cannot run
    const created = await tx.patrolPlan.create({
      data: {
        ...USUAL,
        ...input,
        ...countsOf(input.entries),
        sortName: sortName(input.name),
        ownerId: scope.userId,
        changedById: scope.userId,
      },
      select: planSelect,
    });
    await writeAudit(tx, scope, {
      action: 'patrols.create',
      subject: { type: 'patrol', id: created.id, name: created.name },
      details: { cameras: created.cameraCount, shared: created.shared },
    });
    return toPlanView(tx, created, scope);
  });
}

/** Only on top of the version it starts from: whoever was faster is not overwritten. */
export async function updatePlan(
  db: Database,
  scope: Editor,
  nowMs: number,
  { id, version, ...fields }: PatrolUpdateInput,
): Promise<PatrolPlanView> {
  if (fields.cron) demandCron(fields.cron);
  return db.$transaction(async (tx) => {
    const before = await demandPlan(tx, scope, id);
    if (isManaging(fields) && !mayManage(scope, before)) throw notYours(before);
    if (before.locked && fields.locked !== false)
      throw new AppError('patrol.locked', { details: { owner: before.owner.name } });
    if (fields.entries) await expandEntries(tx, scope, fields.entries, id);
    const { count } = await tx.patrolPlan.updateMany({
      where: { id, version, removedAt: null },
      data: {
        ...fields, // the client leaves out what is undefined
        ...(fields.entries && countsOf(fields.entries)),
        ...(fields.name !== undefined && { sortName: sortName(fields.name) }),
        version: { increment: 1 },
        changedAt: new Date(nowMs),
        changedById: scope.userId,
      },
    });
    if (count === 0) throw await staleSave(tx, scope, id);
    await writeAudit(tx, scope, {
      action: 'patrols.update',
      subject: { type: 'patrol', id, name: fields.name ?? before.name },
      details: { changed: Object.keys(fields), version: version + 1 },
    });
    return toPlanView(tx, await demandPlan(tx, scope, id), scope);
  });
}

/** Whatever others change in it meanwhile: cameras at the end get in nobody's way. */
export async function appendCameras(
  db: Database,
  scope: Editor,
  nowMs: number,
  { id, cameraIds }: PatrolAppendInput,
): Promise<PatrolAppended> {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`select id from "PatrolPlan" where id = ${id} for update`;
    const plan = await demandPlan(tx, scope, id);
    if (plan.locked) throw new AppError('patrol.locked', { details: { owner: plan.owner.name } });
    const before = readEntries(plan.entries);
    const known = new Set(before.map((entry) => (entry.kind === 'camera' ? entry.cameraId : '')));
    const fresh = [...new Set(cameraIds)].filter((cameraId) => !known.has(cameraId));
    if (fresh.length === 0) return { name: plan.name, added: 0 };
    const entries = [...before, ...fresh.map(cameraEntry)];
    await expandEntries(tx, scope, entries, id); // throws where it cannot run
    await tx.patrolPlan.update({
      where: { id },
      data: {
        entries,
        ...countsOf(entries),
        version: { increment: 1 },
        changedAt: new Date(nowMs),
        changedById: scope.userId,
      },
      select: { id: true },
    });
    await writeAudit(tx, scope, {
      action: 'patrols.update',
      subject: { type: 'patrol', id, name: plan.name },
      details: { changed: ['entries'], added: fresh.length, version: plan.version + 1 },
    });
    return { name: plan.name, added: fresh.length };
  });
}

/** Name and marks belong to the owner; cameras and times to everybody who works with the plan. */
function isManaging({ name, shared, locked }: Partial<PatrolUpdateInput>): boolean {
  return name !== undefined || shared !== undefined || locked !== undefined;
}

function countsOf(entries: readonly PatrolEntry[]) {
  const planCount = entries.filter(({ kind }) => kind === 'plan').length;
  return { planCount, cameraCount: entries.length - planCount };
}

function notYours({ owner }: { owner: { name: string } }): AppError {
  return new AppError('patrol.not-yours', { details: { owner: owner.name } });
}

async function staleSave(tx: Transaction, scope: Editor, id: string): Promise<AppError> {
  const now = await demandPlan(tx, scope, id);
  return new AppError('patrol.changed', {
    details: { version: now.version, name: now.changedBy.name, at: now.changedAt.getTime() },
  });
}

export async function removePlan(
  db: Database,
  scope: Editor,
  nowMs: number,
  id: string,
): Promise<{ undoToken: string }> {
  const removed = removal(nowMs);
  await db.$transaction(async (tx) => {
    const before = await demandPlan(tx, scope, id);
    if (!mayManage(scope, before)) throw notYours(before);
    if (before.locked)
      throw new AppError('patrol.locked', { details: { owner: before.owner.name } });
    const { count } = await tx.patrolPlan.updateMany({
      where: { id, removedAt: null, locked: false },
      data: removed,
    });
    if (count === 0) throw new AppError('patrol.not-found', { details: { id } });
    await writeAudit(tx, scope, {
      action: 'patrols.remove',
      subject: { type: 'patrol', id, name: before.name },
    });
  });
  return { undoToken: removed.removalId };
}

export async function restorePlan(
  db: Database,
  scope: Editor,
  nowMs: number,
  undoToken: string,
): Promise<PatrolPlanView> {
  return db.$transaction(async (tx) => {
    const removed = await tx.patrolPlan.findFirst({
      where: removedBy(undoToken, nowMs),
      select: planSelect,
    });
    if (!removed || !mayManage(scope, removed)) throw new AppError('undo.expired');
    const restored = await tx.patrolPlan.update({
      where: { id: removed.id },
      data: NOT_REMOVED,
      select: planSelect,
    });
    await writeAudit(tx, scope, {
      action: 'patrols.restore',
      subject: { type: 'patrol', id: restored.id, name: restored.name },
    });
    return toPlanView(tx, restored, scope);
  });
}

async function demandRoom(tx: Transaction, ownerId: string): Promise<void> {
  const plans = await tx.patrolPlan.count({ where: { ownerId, removedAt: null } });
  if (plans >= MOST_PLANS_OF_ONE)
    throw new AppError('patrol.too-many', { details: { max: MOST_PLANS_OF_ONE } });
}
