import type { Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { mayManage, maySee } from './policy.ts';
import { type MapLayer, mapLayerSchema, type NamedMapView } from './schema.ts';

type Viewer = Scope<'cameras.view'> | Scope<'mapViews.edit'>;

export const mapViewSelect = {
  id: true,
  name: true,
  lon: true,
  lat: true,
  zoom: true,
  basemapId: true,
  hidden: true,
  shared: true,
  ownerId: true,
  owner: { select: { id: true, name: true } },
  changedAt: true,
} as const satisfies Prisma.MapViewSelect;
type Selected = Prisma.MapViewGetPayload<{ select: typeof mapViewSelect }>;

/** One's own and the shared ones, by name. */
export async function listMapViews(db: Db, scope: Viewer): Promise<{ items: NamedMapView[] }> {
  const rows = await db.mapView.findMany({
    where: { removedAt: null, OR: [{ shared: true }, { ownerId: scope.userId }] },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: mapViewSelect,
  });
  return { items: rows.map((row) => toMapView(row, scope)) };
}

/** A private view of somebody else is as absent as a removed one. */
export async function demandMapView(db: Db, scope: Viewer, id: string): Promise<Selected> {
  const row = await db.mapView.findUnique({
    where: { id, removedAt: null },
    select: mapViewSelect,
  });
  if (!row || !maySee(scope, row)) throw new AppError('map-view.not-found', { details: { id } });
  return row;
}

export function toMapView(
  { owner, ownerId, hidden, ...row }: Selected,
  scope: Viewer,
): NamedMapView {
  return {
    ...row,
    // Another version of the product may know layers that this one does not.
    hidden: hidden.flatMap((layer): MapLayer | [] => mapLayerSchema.safeParse(layer).data ?? []),
    owner: { id: owner.id, displayName: owner.name },
    mayManage: mayManage(scope, { ownerId, shared: row.shared }),
  };
}
