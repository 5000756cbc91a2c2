import type { Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { mayChange, mayManage, maySee } from './policy.ts';
import {
  MOST_CELLS,
  namedLayoutSchema,
  type WallCell,
  type WallHead,
  type WallLayout,
  type WallView,
  wallCellSchema,
  wallLayoutSchema,
} from './schema.ts';

type Viewer = Scope<'walls.view'> | Scope<'walls.edit'>;

export const wallSelect = {
  id: true,
  name: true,
  layout: true,
  cells: true,
  ownerId: true,
  owner: { select: { id: true, name: true } },
  shared: true,
  locked: true,
  version: true,
  changedAt: true,
  changedBy: { select: { name: true } },
} as const satisfies Prisma.WallViewSelect;
type Selected = Prisma.WallViewGetPayload<{ select: typeof wallSelect }>;

/** One's own and the shared ones, by name. */
export async function listWalls(db: Db, scope: Viewer): Promise<{ items: WallHead[] }> {
  const rows = await db.wallView.findMany({
    where: { removedAt: null, OR: [{ shared: true }, { ownerId: scope.userId }] },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: wallSelect,
  });
  return {
    items: rows.map((row) => {
      const { cells: _, ...head } = toWallView(row, scope);
      return head;
    }),
  };
}

export async function getWall(db: Db, scope: Viewer, id: string): Promise<WallView> {
  return toWallView(await demandWall(db, scope, id), scope);
}

/** A private view of somebody else is as absent as a removed one. */
export async function demandWall(db: Db, scope: Viewer, id: string): Promise<Selected> {
  const row = await db.wallView.findUnique({ where: { id, removedAt: null }, select: wallSelect });
  if (!row || !maySee(scope, row)) throw new AppError('wall.not-found', { details: { id } });
  return row;
}

export function toWallView(row: Selected, scope: Viewer): WallView {
  const cells = readCells(row.cells);
  return {
    id: row.id,
    name: row.name,
    layout: readLayout(row.layout, cells.length),
    cells,
    cameras: cells.filter(({ cameraId }) => cameraId !== null).length,
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

/** Another version of the product may have written it: what it does not understand is an empty cell. */
function readCells(stored: Prisma.JsonValue): WallCell[] {
  if (!Array.isArray(stored)) return [];
  return stored.slice(0, MOST_CELLS).map((cell) => {
    const read = wallCellSchema.safeParse(cell);
    return read.success ? read.data : { cameraId: null, quality: 'auto' };
  });
}

/** An unknown layout becomes the smallest that shows every cell. */
function readLayout(stored: string, cells: number): WallLayout {
  const read = wallLayoutSchema.safeParse(stored);
  if (read.success) return read.data;
  return namedLayoutSchema.options.find((layout) => Number(layout) >= cells) ?? '36';
}
