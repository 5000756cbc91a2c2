/** From what a plan says to cameras: plans inside plans, and cameras found by place. */
import { cameraWhere } from '../cameras/filters.ts';
import type { Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { maySee } from './policy.ts';
import {
  type CameraEntry,
  MOST_CAMERAS,
  MOST_NESTED,
  type PatrolCamera,
  type PatrolEntry,
  type PatrolPickInput,
  patrolEntrySchema,
} from './schema.ts';

type Viewer = Scope<'patrols.view'> | Scope<'patrols.edit'> | Scope<'patrols.run'>;

/** Another version of the product may have written it: what it does not understand is left out. */
export function readEntries(stored: Prisma.JsonValue): PatrolEntry[] {
  if (!Array.isArray(stored)) return [];
  return stored
    .slice(0, MOST_CAMERAS)
    .flatMap((entry) => patrolEntrySchema.safeParse(entry).data ?? []);
}

/** Empty plans inside each other cost time without ever reaching the limit of cameras. */
const MOST_PLANS_INSIDE = 200;

/** Every camera in order; a plan inside begins a page of its own. `id`: whose entries these are. */
export function expandEntries(
  db: Db,
  scope: Viewer,
  entries: readonly PatrolEntry[],
  id: string | null,
): Promise<CameraEntry[]> {
  return expand({ db, scope, plansLeft: MOST_PLANS_INSIDE }, entries, id === null ? [] : [id], 0);
}

type Expansion = { readonly db: Db; readonly scope: Viewer; plansLeft: number };

/** `path` are the plans one came through: meeting one of them again is a cycle. */
async function expand(
  expansion: Expansion,
  entries: readonly PatrolEntry[],
  path: readonly string[],
  depth: number,
): Promise<CameraEntry[]> {
  if (depth > MOST_NESTED) throw new AppError('patrol.too-deep', { details: { max: MOST_NESTED } });
  const inner = await innerPlans(expansion, entries, path);
  const expanded: CameraEntry[] = [];
  for (const entry of entries) {
    if (entry.kind === 'camera') expanded.push(entry);
    else {
      const nested = inner.get(entry.planId);
      if (nested === undefined) continue; // gone, or not shared: the editor warns of it
      const cameras = await expand(expansion, nested, [...path, entry.planId], depth + 1);
      expanded.push(...cameras.map(onFreshPage));
    }
    if (expanded.length > MOST_CAMERAS)
      throw new AppError('patrol.too-many-cameras', { details: { max: MOST_CAMERAS } });
  }
  return expanded;
}

function onFreshPage(camera: CameraEntry, index: number): CameraEntry {
  return { ...camera, newPage: index === 0 || camera.newPage };
}

async function innerPlans(
  expansion: Expansion,
  entries: readonly PatrolEntry[],
  path: readonly string[],
): Promise<Map<string, PatrolEntry[]>> {
  const ids = entries.flatMap((entry) => (entry.kind === 'plan' ? [entry.planId] : []));
  if (ids.length === 0) return new Map();
  const again = ids.find((id) => path.includes(id));
  if (again !== undefined) throw new AppError('patrol.cycle', { details: { planId: again } });
  expansion.plansLeft -= ids.length;
  if (expansion.plansLeft < 0)
    throw new AppError('patrol.too-many-plans', { details: { max: MOST_PLANS_INSIDE } });
  const plans = await expansion.db.patrolPlan.findMany({
    where: { id: { in: ids }, removedAt: null },
    select: { id: true, entries: true, ownerId: true, shared: true, locked: true },
  });
  return new Map(
    plans
      .filter((plan) => maySee(expansion.scope, plan))
      .map((plan) => [plan.id, readEntries(plan.entries)]),
  );
}

const cameraSelect = {
  id: true,
  name: true,
  road: { select: { code: true } },
  direction: true,
  chainageM: true,
  status: true,
  ptzPresets: { select: { token: true, name: true }, orderBy: { number: 'asc' } },
} as const satisfies Prisma.CameraSelect;
type SelectedCamera = Prisma.CameraGetPayload<{ select: typeof cameraSelect }>;

function toPatrolCamera({ road, ptzPresets, ...camera }: SelectedCamera): PatrolCamera {
  return { ...camera, roadCode: road?.code ?? null, presets: ptzPresets };
}

/** Those that are there. */
export async function camerasByIds(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, PatrolCamera>> {
  const rows = await db.camera.findMany({
    where: { id: { in: [...new Set(ids)] }, removedAt: null },
    select: cameraSelect,
  });
  return new Map(rows.map((row) => [row.id, toPatrolCamera(row)]));
}

/** Cameras to add, in the order one meets them: along a road by chainage, elsewhere by name. */
export async function pickCameras(
  db: Db,
  _scope: Scope<'patrols.edit'>,
  { ids, fromM, toM, ...place }: PatrolPickInput,
): Promise<{ cameras: PatrolCamera[]; more: boolean }> {
  if (ids !== undefined) {
    const found = await camerasByIds(db, ids);
    return { cameras: ids.flatMap((id) => found.get(id) ?? []), more: false };
  }
  const against = fromM !== undefined && toM !== undefined && fromM > toM;
  const [low, high] = against ? [toM, fromM] : [fromM, toM];
  const where = await cameraWhere(db, { ...place, fromM: low, toM: high });
  const rows = await db.camera.findMany({
    where,
    orderBy: place.roadId === undefined ? [{ sortName: 'asc' }, { id: 'asc' }] : alongRoad(against),
    take: MOST_CAMERAS + 1,
    select: cameraSelect,
  });
  return {
    cameras: rows.slice(0, MOST_CAMERAS).map(toPatrolCamera),
    more: rows.length > MOST_CAMERAS,
  };
}

function alongRoad(against: boolean): Prisma.CameraOrderByWithRelationInput[] {
  const sort = against ? 'desc' : 'asc';
  return [{ chainageM: { sort, nulls: 'last' } }, { direction: 'asc' }, { id: 'asc' }];
}
