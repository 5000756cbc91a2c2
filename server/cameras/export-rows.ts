import type { Db, Prisma } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';

export type ExportedCamera = Awaited<ReturnType<typeof exportPage>>[number];

/** Everything about a camera that may leave the house, by code. */
export async function exportPage(
  db: Db,
  _scope: Scope<'cameras.export'>,
  where: Prisma.CameraWhereInput,
  afterCode: string,
  limit: number,
) {
  const rows = await db.camera.findMany({
    where: { AND: [where, { code: { gt: afterCode } }] },
    orderBy: { code: 'asc' },
    take: limit,
    select: {
      code: true,
      name: true,
      kind: true,
      projection: true,
      division: { select: { code: true } },
      groups: { select: { group: { select: { code: true } } } },
      road: { select: { code: true } },
      direction: true,
      chainageM: true,
      lon: true,
      lat: true,
      azimuth: true,
      viewAngle: true,
      viewRangeM: true,
      tags: true,
      device: { select: { driver: true, maker: true, username: true } },
      streams: { select: { quality: true, url: true, transport: true } },
    },
  });
  return rows.map(({ division, groups, road, device, streams, ...rest }) => ({
    ...rest,
    ...device,
    divisionCode: division.code,
    groupCodes: groups.map(({ group }) => group.code),
    roadCode: road?.code ?? null,
    transport: streams[0]?.transport ?? null,
    urls: {
      main: streams.find(({ quality }) => quality === 'main')?.url ?? null,
      sub: streams.find(({ quality }) => quality === 'sub')?.url ?? null,
    },
  }));
}
