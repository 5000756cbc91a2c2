import type { Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { drawnSelect } from './drawn.ts';
import type { CameraView, Quality } from './schema.ts';

const named = { select: { id: true, code: true, name: true } } as const;

const detailsSelect = {
  id: true,
  deviceId: true,
  channel: true,
  code: true,
  name: true,
  kind: true,
  projection: true,
  division: { select: { path: true } },
  groups: { select: { group: named } },
  road: named,
  direction: true,
  chainageM: true,
  ...drawnSelect,
  movedAt: true,
  speedKmh: true,
  heading: true,
  azimuth: true,
  viewAngle: true,
  viewRangeM: true,
  tags: true,
  status: true,
  statusSince: true,
  statusReason: true,
  device: { select: { driver: true, maker: true, username: true, passwordCipher: true } },
  streams: { select: { id: true, quality: true, url: true, transport: true } },
  picture: { select: { takenAt: true } },
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.CameraSelect;

type Selected = Prisma.CameraGetPayload<{ select: typeof detailsSelect }>;

export async function getCamera(
  db: Db,
  _scope: Scope<'cameras.view'>,
  id: string,
): Promise<CameraView> {
  const row = await db.camera.findUnique({
    where: { id, removedAt: null },
    select: detailsSelect,
  });
  if (!row) throw new AppError('camera.not-found', { details: { id } });
  const codes = row.division.path.split('/').filter((code) => code !== '');
  const divisionPath = await db.division.findMany({
    where: { code: { in: codes } },
    orderBy: { path: 'asc' },
    ...named,
  });
  return toView(row, divisionPath);
}

function toView(row: Selected, divisionPath: CameraView['divisionPath']): CameraView {
  const { lon, lat, displayLon, displayLat, movedLon, movedLat, ...others } = row;
  const { device, streams, division: _, ...rest } = others;
  const physicalPoint = pointOf(lon, lat);
  const setPoint = pointOf(displayLon, displayLat);
  return {
    ...rest,
    divisionPath,
    groups: row.groups.map(({ group }) => group),
    physicalPoint,
    displayPoint: setPoint ?? physicalPoint,
    displayPointMoved: setPoint !== null,
    mapPoint: pointOf(movedLon, movedLat) ?? setPoint ?? physicalPoint,
    maker: device.maker,
    driver: device.driver,
    username: device.username,
    hasPassword: device.passwordCipher !== null,
    streams: streams
      .map(({ id, quality, url, transport }) => ({
        id,
        quality,
        address: url,
        transport,
        publishPath: url === null ? `/live/${id}` : null,
      }))
      .sort((a, b) => a.quality.localeCompare(b.quality)),
  };
}

function pointOf(lon: number | null, lat: number | null): { lon: number; lat: number } | null {
  return lon === null || lat === null ? null : { lon, lat };
}

export async function sealedPublishKey(
  db: Db,
  _scope: Scope<'cameras.edit'>,
  input: { id: string; quality: Quality },
): Promise<{ id: string; cipher: string; cameraName: string } | null> {
  const row = await db.cameraStream.findFirst({
    where: { cameraId: input.id, quality: input.quality, camera: { removedAt: null } },
    select: { id: true, publishKeyCipher: true, camera: { select: { name: true } } },
  });
  if (!row?.publishKeyCipher) return null;
  return { id: row.id, cipher: row.publishKeyCipher, cameraName: row.camera.name };
}

/** What a connection test of a camera dials, with its sealed password. */
export async function storedSource(
  db: Db,
  _scope: Scope<'cameras.edit'>,
  input: { cameraId: string; quality: Quality },
) {
  const row = await db.cameraStream.findFirst({
    where: { cameraId: input.cameraId, quality: input.quality, camera: { removedAt: null } },
    select: {
      url: true,
      transport: true,
      camera: { select: { device: { select: { username: true, passwordCipher: true } } } },
    },
  });
  if (!row?.url) throw new AppError('camera.no-such-stream', { details: { ...input } });
  return { url: row.url, transport: row.transport, ...row.camera.device };
}
