import { writeAudit } from '../audit/mutations.ts';
import { publishChanges } from '../cameras/changes.ts';
import { demandPlaces, refreshSearch } from '../cameras/mutations.ts';
import { sortName } from '../cameras/search-text.ts';
import type { Database, Prisma, Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { createId } from '../platform/ids.ts';
import type { SecretBox } from '../platform/secrets.ts';
import type { Scope } from '../session/policy.ts';
import { writeGbAddress } from './address.ts';
import { camerasByChannel, type GbManager } from './data.ts';
import { controlOf } from './driver.ts';
import type { GbMediaMode } from './schema.ts';

type SetupInput = {
  readonly serverId: string;
  readonly domain: string;
  readonly password?: string | undefined;
};

/** Devices sign in anew with it; those that know another password are asked and refused. */
export async function saveSetup(
  db: Database,
  scope: Scope<'settings.edit'>,
  secrets: SecretBox,
  { serverId, domain, password }: SetupInput,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const before = await tx.gbSettings.findUnique({ where: { id: 1 } });
    const passwordCipher = password === undefined ? before?.passwordCipher : secrets.seal(password);
    if (passwordCipher === undefined) throw new AppError('gb28181.password-needed');
    const data = { serverId, domain, passwordCipher };
    await tx.gbSettings.upsert({ where: { id: 1 }, create: { id: 1, ...data }, update: data });
    await writeAudit(tx, scope, {
      action: 'gb28181.set-up',
      details: { serverId, domain, password: password !== undefined },
    });
  });
}

export async function setMode(
  db: Database,
  scope: GbManager,
  { id, mode }: { id: string; mode: GbMediaMode },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count } = await tx.gbDevice.updateMany({ where: { id }, data: { mode } });
    if (count === 0) throw new AppError('gb28181.no-such-device', { details: { id } });
    await writeAudit(tx, scope, {
      action: 'gb28181.set-mode',
      subject: { type: 'gb-device', id, name: id },
      details: { mode },
    });
  });
}

/** One that is away and is no camera here; should it sign in again, it is new. */
export async function forgetDevice(db: Database, scope: GbManager, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const gb = await tx.gbDevice.findUnique({
      where: { id },
      select: { name: true, online: true },
    });
    if (!gb) throw new AppError('gb28181.no-such-device', { details: { id } });
    if (gb.online) throw new AppError('gb28181.device-online', { details: { id } });
    const cameras = await tx.camera.count({
      where: { removedAt: null, device: { driver: 'gb28181', address: id } },
    });
    if (cameras > 0) throw new AppError('gb28181.has-cameras', { details: { id, cameras } });
    await tx.gbDevice.delete({ where: { id } });
    await writeAudit(tx, scope, {
      action: 'gb28181.forget',
      subject: { type: 'gb-device', id, name: gb.name ?? id },
    });
  });
}

/** Who asked a device for its channels: written down first, since the answer takes a while. */
export async function noteCatalogRead(db: Database, scope: GbManager, id: string): Promise<void> {
  await writeAudit(db, scope, {
    action: 'gb28181.read-catalog',
    subject: { type: 'gb-device', id, name: id },
  });
}

type BringIn = {
  readonly deviceId: string;
  readonly divisionId: string;
  readonly channelIds: readonly string[];
};
type Skipped = { readonly id: string; readonly name: string };

/** Channels become cameras, coded by their own 20 digits; what is one already is left as it is. */
export async function bringIn(
  db: Database,
  scope: GbManager,
  { deviceId, divisionId, channelIds }: BringIn,
): Promise<{ added: number; skipped: Skipped[] }> {
  return db.$transaction(async (tx) => {
    await demandPlaces(tx, { divisionId });
    const gb = await tx.gbDevice.findUnique({ where: { id: deviceId } });
    if (!gb) throw new AppError('gb28181.no-such-device', { details: { id: deviceId } });
    const channels = await tx.gbChannel.findMany({
      where: { deviceId, id: { in: [...channelIds] } },
      orderBy: { id: 'asc' },
    });
    if (channels.length === 0)
      throw new AppError('gb28181.no-such-channel', { details: { deviceId } });
    const taken = await takenAmong(tx, deviceId, channelIds);
    const fresh = channels.filter(({ id }) => !taken.has(id));
    const ours = await putDevice(tx, gb);
    const first = await tx.camera.count({ where: { deviceId: ours } });
    const ids: string[] = [];
    for (const [index, channel] of fresh.entries())
      ids.push(await insertCamera(tx, { deviceId: ours, divisionId }, channel, first + index + 1));
    const skipped = channels
      .filter(({ id }) => taken.has(id))
      .map(({ id, name }) => ({ id, name }));
    if (ids.length > 0)
      await writeAudit(tx, scope, {
        action: 'gb28181.bring-in',
        subject: { type: 'gb-device', id: deviceId, name: gb.name ?? deviceId },
        details: { channels: fresh.map(({ id }) => id) },
      });
    await publishChanges(
      tx,
      ids.map((id) => ({ type: 'upserted', id })),
    );
    return { added: ids.length, skipped };
  });
}

async function takenAmong(
  tx: Transaction,
  deviceId: string,
  channelIds: readonly string[],
): Promise<Set<string>> {
  const codes = await tx.camera.findMany({
    where: { removedAt: null, code: { in: [...channelIds] } },
    select: { code: true },
  });
  const cameras = await camerasByChannel(tx, deviceId, channelIds);
  return new Set([...codes.map(({ code }) => code), ...cameras.keys()]);
}

async function putDevice(tx: Transaction, gb: Prisma.GbDeviceGetPayload<object>): Promise<string> {
  const { id: address, maker, model, firmware } = gb;
  const data = { driver: 'gb28181' as const, address, maker, model, firmware };
  const known = await tx.device.findFirst({
    where: { driver: 'gb28181', address },
    select: { id: true },
  });
  if (known) return known.id;
  return (await tx.device.create({ data, select: { id: true } })).id;
}

async function insertCamera(
  tx: Transaction,
  place: { readonly deviceId: string; readonly divisionId: string },
  channel: Prisma.GbChannelGetPayload<object>,
  number: number,
): Promise<string> {
  const id = createId();
  const { id: channelId, deviceId, name, ptzType, online, lon, lat } = channel;
  const control = controlOf(channelId, ptzType);
  await tx.camera.create({
    select: { id: true },
    data: {
      id,
      code: channelId,
      name,
      sortName: sortName(name),
      channel: number,
      kind: control.ptz ? 'ptz' : 'bullet',
      status: online ? 'online' : 'offline',
      control,
      tags: [],
      lon,
      lat,
      ...place,
      streams: {
        create: (['main', 'sub'] as const).map((quality) => ({
          id: createId(),
          quality,
          url: writeGbAddress({ deviceId, channelId, sub: quality === 'sub' }),
        })),
      },
    },
  });
  await refreshSearch(tx, id);
  return id;
}
