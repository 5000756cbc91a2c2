import { writeAudit } from '../audit/mutations.ts';
import type { Database, Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { NOT_REMOVED, removal, removedBy } from '../platform/removal.ts';
import type { Scope } from '../session/policy.ts';
import { demandMapView, mapViewSelect, toMapView } from './data.ts';
import { mayManage } from './policy.ts';
import {
  type MapViewCreateInput,
  type MapViewUpdateInput,
  MOST_MAP_VIEWS_OF_ONE,
  type NamedMapView,
} from './schema.ts';

type Editor = Scope<'mapViews.edit'>;

export async function createMapView(
  db: Database,
  scope: Editor,
  input: MapViewCreateInput,
): Promise<NamedMapView> {
  return db.$transaction(async (tx) => {
    await demandRoom(tx, scope.userId);
    const created = await tx.mapView.create({
      data: { ...input, ownerId: scope.userId },
      select: mapViewSelect,
    });
    await writeAudit(tx, scope, {
      action: 'mapViews.create',
      subject: { type: 'map-view', id: created.id, name: created.name },
      details: { shared: created.shared },
    });
    return toMapView(created, scope);
  });
}

/** Whoever comes last stays: a view is a handful of numbers, not work that could be lost. */
export async function updateMapView(
  db: Database,
  scope: Editor,
  nowMs: number,
  { id, ...fields }: MapViewUpdateInput,
): Promise<NamedMapView> {
  return db.$transaction(async (tx) => {
    const before = await demandOwn(tx, scope, id);
    const changed = await tx.mapView.update({
      where: { id },
      data: { ...fields, changedAt: new Date(nowMs) }, // the client leaves out what is undefined
      select: mapViewSelect,
    });
    await writeAudit(tx, scope, {
      action: 'mapViews.update',
      subject: { type: 'map-view', id, name: changed.name },
      details: { changed: Object.keys(fields), before: before.name },
    });
    return toMapView(changed, scope);
  });
}

export async function removeMapView(
  db: Database,
  scope: Editor,
  nowMs: number,
  id: string,
): Promise<{ undoToken: string }> {
  const removed = removal(nowMs);
  await db.$transaction(async (tx) => {
    const before = await demandOwn(tx, scope, id);
    await tx.mapView.update({ where: { id }, data: removed });
    await writeAudit(tx, scope, {
      action: 'mapViews.remove',
      subject: { type: 'map-view', id, name: before.name },
    });
  });
  return { undoToken: removed.removalId };
}

export async function restoreMapView(
  db: Database,
  scope: Editor,
  nowMs: number,
  undoToken: string,
): Promise<NamedMapView> {
  return db.$transaction(async (tx) => {
    const removed = await tx.mapView.findFirst({
      where: removedBy(undoToken, nowMs),
      select: mapViewSelect,
    });
    if (!removed || !mayManage(scope, removed)) throw new AppError('undo.expired');
    const restored = await tx.mapView.update({
      where: { id: removed.id },
      data: NOT_REMOVED,
      select: mapViewSelect,
    });
    await writeAudit(tx, scope, {
      action: 'mapViews.restore',
      subject: { type: 'map-view', id: restored.id, name: restored.name },
    });
    return toMapView(restored, scope);
  });
}

async function demandOwn(tx: Transaction, scope: Editor, id: string) {
  const view = await demandMapView(tx, scope, id);
  if (!mayManage(scope, view))
    throw new AppError('map-view.not-yours', { details: { owner: view.owner.name } });
  return view;
}

async function demandRoom(tx: Transaction, ownerId: string): Promise<void> {
  const views = await tx.mapView.count({ where: { ownerId, removedAt: null } });
  if (views >= MOST_MAP_VIEWS_OF_ONE)
    throw new AppError('map-view.too-many', { details: { max: MOST_MAP_VIEWS_OF_ONE } });
}
