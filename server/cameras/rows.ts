import type { Prisma } from '../platform/db.ts';
import { drawnAt, drawnSelect } from './drawn.ts';
import type { CameraRow } from './schema.ts';

export const cameraRowSelect = {
  id: true,
  code: true,
  name: true,
  kind: true,
  divisionId: true,
  division: { select: { name: true } },
  roadId: true,
  road: { select: { code: true } },
  direction: true,
  chainageM: true,
  ...drawnSelect,
  device: { select: { driver: true, maker: true } },
  tags: true,
  status: true,
  statusSince: true,
  statusReason: true,
} as const satisfies Prisma.CameraSelect;

type Selected = Prisma.CameraGetPayload<{ select: typeof cameraRowSelect }>;

export function toCameraRow(row: Selected): CameraRow {
  const { division, road, device, ...others } = row;
  const { displayLon: _, displayLat: __, movedLon: ___, movedLat: ____, ...rest } = others;
  return {
    ...rest,
    divisionName: division.name,
    roadCode: road?.code ?? null,
    ...drawnAt(row),
    driver: device.driver,
    maker: device.maker,
  };
}
