import type { z } from 'zod';
import { type Db, Prisma } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';
import type { roadNodesSchema, TreeNode, treeChoicesSchema } from './schema.ts';

type Viewer = Scope<'cameras.view'>;

/** Children of a division with all cameras below each of them; one question, whatever the depth. */
export function divisionNodes(
  db: Db,
  _scope: Viewer,
  parentId: string | null,
): Promise<TreeNode[]> {
  return db.$queryRaw<TreeNode[]>`
    with child as (
      select id, code, name, path, position from "Division"
      where "parentId" is not distinct from ${parentId}
    ), counted as (
      select child.id, count(*) as total, count(*) filter (where c.status = 'online') as online
      from child
      join "Division" below on starts_with(below.path, child.path)
      join "Camera" c on c."divisionId" = below.id and c."removedAt" is null
      group by child.id
    )
    select child.id, child.name, child.code, ${hasChildren('Division')},
      coalesce(counted.online, 0)::int as online, coalesce(counted.total, 0)::int as total
    from child left join counted on counted.id = child.id
    order by child.position, child.code`;
}

/** A camera that stands in several groups below a node counts once there. */
export function groupNodes(db: Db, _scope: Viewer, parentId: string | null): Promise<TreeNode[]> {
  return db.$queryRaw<TreeNode[]>`
    with child as (
      select id, code, name, path, position from "BusinessGroup"
      where "parentId" is not distinct from ${parentId}
    ), standing as (
      select distinct child.id, c.id as camera, c.status
      from child
      join "BusinessGroup" below on starts_with(below.path, child.path)
      join "CameraGroup" member on member."groupId" = below.id
      join "Camera" c on c.id = member."cameraId" and c."removedAt" is null
    ), counted as (
      select id, count(*) as total, count(*) filter (where status = 'online') as online
      from standing group by id
    )
    select child.id, child.name, child.code, ${hasChildren('BusinessGroup')},
      coalesce(counted.online, 0)::int as online, coalesce(counted.total, 0)::int as total
    from child left join counted on counted.id = child.id
    order by child.position, child.code`;
}

function hasChildren(table: 'Division' | 'BusinessGroup'): Prisma.Sql {
  return Prisma.sql`exists (
    select 1 from ${Prisma.raw(`"${table}"`)} below where below."parentId" = child.id
  ) as "hasChildren"`;
}

export async function roadNodes(db: Db, _scope: Viewer): Promise<z.infer<typeof roadNodesSchema>> {
  const [roads, counts] = await Promise.all([
    db.road.findMany({
      orderBy: [{ position: 'asc' }, { code: 'asc' }],
      include: {
        lines: { select: { direction: true, name: true }, orderBy: { direction: 'asc' } },
      },
    }),
    db.camera.groupBy({
      by: ['roadId', 'direction', 'status'],
      where: { removedAt: null, roadId: { not: null } },
      _count: { _all: true },
    }),
  ]);
  const counted = (roadId: string, direction?: string) => {
    const rows = counts.filter(
      (row) => row.roadId === roadId && (!direction || row.direction === direction),
    );
    const sum = (some: typeof rows) => some.reduce((total, row) => total + row._count._all, 0);
    return { online: sum(rows.filter((row) => row.status === 'online')), total: sum(rows) };
  };
  return roads.map(({ id, code, name, kind, lines }) => ({
    id,
    code,
    name,
    kind,
    ...counted(id),
    directions: lines.map((line) => ({ ...line, ...counted(id, line.direction) })),
  }));
}

type Choices = z.infer<typeof treeChoicesSchema>;
const choice = { id: true, code: true, name: true, parentId: true } as const;

export function divisionChoices(db: Db, _scope: Viewer): Promise<Choices> {
  return db.division.findMany({ select: choice, orderBy: { path: 'asc' } });
}

export function groupChoices(db: Db, _scope: Viewer): Promise<Choices> {
  return db.businessGroup.findMany({ select: choice, orderBy: { path: 'asc' } });
}
