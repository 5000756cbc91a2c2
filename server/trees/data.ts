import type { z } from 'zod';
import { SECTION_M } from '../cameras/schema.ts';
import { type Db, Prisma } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';
import type {
  DeviceNode,
  DriverNode,
  deviceNodesInputSchema,
  deviceNodesSchema,
  MarkedNodes,
  roadNodesSchema,
  SectionNode,
  sectionsInputSchema,
  TreeNode,
  treeChoicesSchema,
} from './schema.ts';

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

/** A tree of tags longer than this is no tree. */
const MOST_TAGS = 500;

export async function markedNodes(db: Db, { userId }: Viewer): Promise<MarkedNodes> {
  const [[favourites = { online: 0, total: 0 }], tags] = await Promise.all([
    db.$queryRaw<MarkedNodes['favourites'][]>`
      select count(*)::int as total, (count(*) filter (where status = 'online'))::int as online
      from "Favourite" join "Camera" c on c.id = "cameraId" and c."removedAt" is null
      where "userId" = ${userId}`,
    db.$queryRaw<MarkedNodes['tags']>`
      select tag, count(*)::int as total, (count(*) filter (where status = 'online'))::int as online
      from "Camera", unnest(tags) as tag where "removedAt" is null
      group by tag order by tag limit ${MOST_TAGS}`,
  ]);
  return { favourites, tags };
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

export function sectionNodes(
  db: Db,
  _scope: Viewer,
  { roadId, direction }: z.infer<typeof sectionsInputSchema>,
): Promise<SectionNode[]> {
  return db.$queryRaw<SectionNode[]>`
    select floor("chainageM" / ${SECTION_M})::int as section,
      count(*) filter (where status = 'online')::int as online, count(*)::int as total
    from "Camera"
    where "removedAt" is null and "roadId" = ${roadId} and direction = ${direction}::"Direction"
    group by 1 order by 1 nulls last`;
}

export function driverNodes(db: Db, _scope: Viewer): Promise<DriverNode[]> {
  return db.$queryRaw<DriverNode[]>`
    select d.driver::text, count(*) filter (where c.status = 'online')::int as online,
      count(*)::int as total
    from "Camera" c join "Device" d on d.id = c."deviceId"
    where c."removedAt" is null
    group by d.driver order by d.driver`;
}

export async function deviceNodes(
  db: Db,
  _scope: Viewer,
  { driver, first }: z.infer<typeof deviceNodesInputSchema>,
): Promise<z.infer<typeof deviceNodesSchema>> {
  type Row = Omit<DeviceNode, 'host'> & { address: string | null; devices: number };
  const rows = await db.$queryRaw<Row[]>`
    with counted as (
      select c."deviceId" as id, count(*)::int as total,
        count(*) filter (where c.status = 'online')::int as online, min(c.name) as name
      from "Camera" c join "Device" d on d.id = c."deviceId"
      where c."removedAt" is null and d.driver = ${driver}::"Driver"
      group by c."deviceId"
    )
    select d.id, d.address, d.maker, d.model, counted.online, counted.total,
      case when counted.total = 1 then counted.name end as "cameraName",
      count(*) over ()::int as devices
    from counted join "Device" d on d.id = counted.id
    order by counted.total > 1 desc, d.maker nulls last, d.address, d.id
    limit ${first}`;
  return {
    nodes: rows.map(({ address, devices: _, ...node }) => ({ ...node, host: hostOf(address) })),
    devices: rows[0]?.devices ?? 0,
  };
}

/** What tells devices of one kind apart; an address that is none stands as it is. */
function hostOf(address: string | null): string {
  return address === null ? '' : (URL.parse(address)?.host ?? address);
}

type Choices = z.infer<typeof treeChoicesSchema>;
const choice = { id: true, code: true, name: true, parentId: true } as const;

export function divisionChoices(db: Db, _scope: Viewer): Promise<Choices> {
  return db.division.findMany({ select: choice, orderBy: { path: 'asc' } });
}

export function groupChoices(db: Db, _scope: Viewer): Promise<Choices> {
  return db.businessGroup.findMany({ select: choice, orderBy: { path: 'asc' } });
}
