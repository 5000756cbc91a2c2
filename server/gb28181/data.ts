import { z } from 'zod';
import { readCursor, writeCursor } from '../platform/cursor.ts';
import type { Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import type {
  GbSetup,
  gbChannelsInputSchema,
  gbChannelsSchema,
  gbListInputSchema,
  gbListSchema,
} from './schema.ts';

export type GbManager = Scope<'cameras.edit'>;

export async function readSetup(db: Db, _scope: GbManager, port: number | null): Promise<GbSetup> {
  const settings = await db.gbSettings.findUnique({
    where: { id: 1 },
    select: { serverId: true, domain: true },
  });
  return { settings, port };
}

const cursorShape = z.tuple([z.string()]);

/** By their 20 digits, whose first ones are the place. */
export async function listDevices(
  db: Db,
  _scope: GbManager,
  { q, online, cursor, limit }: z.infer<typeof gbListInputSchema>,
): Promise<z.infer<typeof gbListSchema>> {
  const contains = { contains: q?.trim() ?? '', mode: 'insensitive' as const };
  const where: Prisma.GbDeviceWhereInput = {
    ...(q?.trim()
      ? { OR: [{ id: contains }, { name: contains }, { maker: contains }, { host: contains }] }
      : {}),
    ...(online === undefined ? {} : { online }),
  };
  const after = cursor === undefined ? {} : { id: { gt: readCursor(cursor, cursorShape)[0] } };
  const [rows, total] = await Promise.all([
    db.gbDevice.findMany({
      where: { AND: [where, after] },
      orderBy: { id: 'asc' },
      take: limit + 1,
      include: { _count: { select: { channels: { where: { listed: true } } } } },
    }),
    db.gbDevice.count({ where }),
  ]);
  const page = rows.slice(0, limit);
  const cameras = await camerasOf(
    db,
    page.map(({ id }) => id),
  );
  const last = page.at(-1);
  return {
    items: page.map(({ host, port, _count, ...device }) => ({
      ...device,
      address: `${host}:${port}`,
      channels: _count.channels,
      cameras: cameras.get(device.id) ?? 0,
    })),
    nextCursor: rows.length > limit && last ? writeCursor([last.id]) : null,
    total,
  };
}

async function camerasOf(db: Db, ids: readonly string[]): Promise<Map<string, number>> {
  const devices = await db.device.findMany({
    where: { driver: 'gb28181', address: { in: [...ids] } },
    select: { address: true, _count: { select: { cameras: { where: { removedAt: null } } } } },
  });
  return new Map(devices.map(({ address, _count }) => [address ?? '', _count.cameras]));
}

/** Channels of one device, with the cameras they became. */
export async function listChannels(
  db: Db,
  _scope: GbManager,
  { deviceId, q, fresh, cursor, limit }: z.infer<typeof gbChannelsInputSchema>,
): Promise<z.infer<typeof gbChannelsSchema>> {
  const known = await db.gbDevice.findUnique({ where: { id: deviceId }, select: { id: true } });
  if (!known) throw new AppError('gb28181.no-such-device', { details: { id: deviceId } });
  const contains = { contains: q?.trim() ?? '', mode: 'insensitive' as const };
  const taken = fresh ? [...(await camerasByChannel(db, deviceId)).keys()] : [];
  const where: Prisma.GbChannelWhereInput = {
    deviceId,
    ...(q?.trim() ? { OR: [{ id: contains }, { name: contains }] } : {}),
    ...(fresh ? { listed: true, id: { notIn: taken } } : {}),
  };
  const after = cursor === undefined ? {} : { id: { gt: readCursor(cursor, cursorShape)[0] } };
  const [rows, total] = await Promise.all([
    db.gbChannel.findMany({
      where: { AND: [where, after] },
      orderBy: { id: 'asc' },
      take: limit + 1,
    }),
    db.gbChannel.count({ where }),
  ]);
  const page = rows.slice(0, limit);
  const cameras = await camerasByChannel(
    db,
    deviceId,
    page.map(({ id }) => id),
  );
  const last = page.at(-1);
  return {
    items: page.map(({ deviceId: _, lon: _lon, lat: _lat, parentId: _parent, ...channel }) => ({
      ...channel,
      camera: cameras.get(channel.id) ?? null,
    })),
    nextCursor: rows.length > limit && last ? writeCursor([last.id]) : null,
    total,
  };
}

/** A camera of GB/T 28181 has its channel's 20 digits as its code, until somebody gives it another; its control keeps them. */
export async function camerasByChannel(
  db: Db,
  deviceId: string,
  channelIds?: readonly string[],
): Promise<Map<string, { id: string; name: string }>> {
  const rows = await db.camera.findMany({
    where: {
      removedAt: null,
      device: { driver: 'gb28181', address: deviceId },
      ...(channelIds
        ? { OR: channelIds.map((id) => ({ control: { path: ['profileToken'], equals: id } })) }
        : {}),
    },
    select: { id: true, name: true, control: true },
  });
  return new Map(
    rows.flatMap(({ id, name, control }) => {
      const channelId = channelOf(control);
      return channelId === null ? [] : [[channelId, { id, name }] as const];
    }),
  );
}

function channelOf(control: Prisma.JsonValue): string | null {
  const parsed = z.object({ profileToken: z.string() }).safeParse(control);
  return parsed.success ? parsed.data.profileToken : null;
}
