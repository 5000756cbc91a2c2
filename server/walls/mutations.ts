import { writeAudit } from '../audit/mutations.ts';
import type { Database, Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { NOT_REMOVED, removal, removedBy } from '../platform/removal.ts';
import type { Scope } from '../session/policy.ts';
import { demandWall, toWallView, wallSelect } from './data.ts';
import { mayManage } from './policy.ts';
import {
  MOST_VIEWS_OF_ONE,
  type WallCreateInput,
  type WallUpdateInput,
  type WallView,
} from './schema.ts';

type Editor = Scope<'walls.edit'>;

export async function createWall(
  db: Database,
  scope: Editor,
  input: WallCreateInput,
): Promise<WallView> {
  return db.$transaction(async (tx) => {
    await demandRoom(tx, scope.userId);
    const created = await tx.wallView.create({
      data: { ...input, ownerId: scope.userId, changedById: scope.userId },
      select: wallSelect,
    });
    await writeAudit(tx, scope, {
      action: 'walls.create',
      subject: { type: 'wall', id: created.id, name: created.name },
      details: { layout: created.layout, shared: created.shared },
    });
    return toWallView(created, scope);
  });
}

/** Only on top of the version it starts from: whoever was faster is not overwritten. */
export async function updateWall(
  db: Database,
  scope: Editor,
  nowMs: number,
  { id, version, ...fields }: WallUpdateInput,
): Promise<WallView> {
  return db.$transaction(async (tx) => {
    const before = await demandWall(tx, scope, id);
    if (isManaging(fields) && !mayManage(scope, before))
      throw new AppError('wall.not-yours', { details: { owner: before.owner.name } });
    if (before.locked && fields.locked !== false)
      throw new AppError('wall.locked', { details: { owner: before.owner.name } });
    const { count } = await tx.wallView.updateMany({
      where: { id, version, removedAt: null },
      data: {
        ...fields, // the client leaves out what is undefined
        version: { increment: 1 },
        changedAt: new Date(nowMs),
        changedById: scope.userId,
      },
    });
    if (count === 0) throw await staleSave(tx, scope, id);
    await writeAudit(tx, scope, {
      action: 'walls.update',
      subject: { type: 'wall', id, name: fields.name ?? before.name },
      details: { changed: Object.keys(fields), version: version + 1 },
    });
    return toWallView(await demandWall(tx, scope, id), scope);
  });
}

/** Name and marks belong to the owner; cameras and layout to everybody who works with the view. */
function isManaging({ name, shared, locked }: Partial<WallUpdateInput>): boolean {
  return name !== undefined || shared !== undefined || locked !== undefined;
}

async function staleSave(tx: Transaction, scope: Editor, id: string): Promise<AppError> {
  const now = await demandWall(tx, scope, id);
  return new AppError('wall.changed', {
    details: { version: now.version, name: now.changedBy.name, at: now.changedAt.getTime() },
  });
}

export async function removeWall(
  db: Database,
  scope: Editor,
  nowMs: number,
  id: string,
): Promise<{ undoToken: string }> {
  const removed = removal(nowMs);
  await db.$transaction(async (tx) => {
    const before = await demandWall(tx, scope, id);
    if (!mayManage(scope, before))
      throw new AppError('wall.not-yours', { details: { owner: before.owner.name } });
    if (before.locked) throw new AppError('wall.locked', { details: { owner: before.owner.name } });
    const { count } = await tx.wallView.updateMany({
      where: { id, removedAt: null, locked: false },
      data: removed,
    });
    if (count === 0) throw new AppError('wall.not-found', { details: { id } });
    await writeAudit(tx, scope, {
      action: 'walls.remove',
      subject: { type: 'wall', id, name: before.name },
    });
  });
  return { undoToken: removed.removalId };
}

export async function restoreWall(
  db: Database,
  scope: Editor,
  nowMs: number,
  undoToken: string,
): Promise<WallView> {
  return db.$transaction(async (tx) => {
    const removed = await tx.wallView.findFirst({
      where: removedBy(undoToken, nowMs),
      select: wallSelect,
    });
    if (!removed || !mayManage(scope, removed)) throw new AppError('undo.expired');
    const restored = await tx.wallView.update({
      where: { id: removed.id },
      data: NOT_REMOVED,
      select: wallSelect,
    });
    await writeAudit(tx, scope, {
      action: 'walls.restore',
      subject: { type: 'wall', id: restored.id, name: restored.name },
    });
    return toWallView(restored, scope);
  });
}

async function demandRoom(tx: Transaction, ownerId: string): Promise<void> {
  const views = await tx.wallView.count({ where: { ownerId, removedAt: null } });
  if (views >= MOST_VIEWS_OF_ONE)
    throw new AppError('wall.too-many', { details: { max: MOST_VIEWS_OF_ONE } });
}
