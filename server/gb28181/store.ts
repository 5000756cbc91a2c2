/** What is kept of devices that signed in; only the copy that does the signalling writes here. */
import type { Db } from '../platform/db.ts';
import { Prisma } from '../platform/db.ts';
import type { SecretBox } from '../platform/secrets.ts';
import type { CatalogItem } from './manscdp.ts';
import type { MediaMode } from './sdp.ts';
import type { Peer } from './sip/wires.ts';

export type GbSettings = {
  readonly serverId: string;
  readonly domain: string;
  readonly password: string;
};

/** null: signalling was never set up. */
export async function readSettings(db: Db, secrets: SecretBox): Promise<GbSettings | null> {
  const row = await db.gbSettings.findUnique({ where: { id: 1 } });
  if (!row) return null;
  const { serverId, domain, passwordCipher } = row;
  return { serverId, domain, password: secrets.open(passwordCipher) };
}

export type KnownDevice = { readonly id: string; readonly peer: Peer };

/** Those that were there when signalling stopped: they need not sign in again to be watched. */
export async function onlineDevices(db: Db): Promise<KnownDevice[]> {
  const rows = await db.gbDevice.findMany({
    where: { online: true },
    select: { id: true, transport: true, host: true, port: true },
  });
  return rows.map(({ id, transport, host, port }) => ({
    id,
    peer: { transport: transport === 'tcp' ? 'tcp' : 'udp', host, port },
  }));
}

/** True: it is new here, or was away. */
export async function saveRegistered(
  db: Db,
  id: string,
  { transport, host, port }: Peer,
  now: Date,
): Promise<boolean> {
  const before = await db.gbDevice.findUnique({ where: { id }, select: { online: true } });
  const data = { transport, host, port, online: true, registeredAt: now, heardAt: now };
  await db.gbDevice.upsert({
    where: { id },
    create: { id, ...data },
    update: data,
    select: { id: true },
  });
  return !before?.online;
}

export async function saveHeard(db: Db, id: string, peer: Peer, now: Date): Promise<void> {
  const { transport, host, port } = peer;
  await db.gbDevice.updateMany({
    where: { id },
    data: { transport, host, port, online: true, heardAt: now },
  });
}

export async function saveOffline(db: Db, ids: readonly string[]): Promise<void> {
  await db.gbDevice.updateMany({ where: { id: { in: [...ids] } }, data: { online: false } });
}

export type DeviceInfo = {
  readonly name: string | null;
  readonly maker: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
};

export async function saveInfo(db: Db, id: string, info: DeviceInfo): Promise<void> {
  await db.gbDevice.updateMany({ where: { id }, data: info });
}

const ROWS_A_STATEMENT = 1_000;

/** `whole`: what the catalogue no longer has is marked; its cameras stay until somebody removes them. */
export async function saveCatalog(
  db: Db,
  deviceId: string,
  items: readonly CatalogItem[],
  whole: { readonly at: Date } | null,
): Promise<void> {
  for (let from = 0; from < items.length; from += ROWS_A_STATEMENT) {
    const rows = items
      .slice(from, from + ROWS_A_STATEMENT)
      .map(({ id, name, maker, model, parentId, online, ptzType, place }) => {
        const [lon, lat] = [place?.lon ?? null, place?.lat ?? null];
        return Prisma.sql`(${deviceId}, ${id}, ${name}, ${maker}, ${model}, ${parentId}, ${online}, ${ptzType}::int,
          ${lon}::double precision, ${lat}::double precision, true)`;
      });
    await db.$executeRaw`
      insert into "GbChannel" ("deviceId", id, name, maker, model, "parentId", online, "ptzType", lon, lat, listed)
      values ${Prisma.join(rows)}
      on conflict ("deviceId", id) do update set
        name = excluded.name, maker = excluded.maker, model = excluded.model, "parentId" = excluded."parentId",
        online = excluded.online, "ptzType" = excluded."ptzType", lon = excluded.lon, lat = excluded.lat, listed = true`;
  }
  if (!whole) return;
  await db.gbChannel.updateMany({
    where: { deviceId, listed: true, id: { notIn: items.map(({ id }) => id) } },
    data: { listed: false },
  });
  await db.gbDevice.updateMany({ where: { id: deviceId }, data: { catalogAt: whole.at } });
}

export async function saveChannels(
  db: Db,
  deviceId: string,
  ids: readonly string[],
  data: { readonly online: boolean } | { readonly listed: boolean },
): Promise<void> {
  if (ids.length === 0) return;
  await db.gbChannel.updateMany({ where: { deviceId, id: { in: [...ids] } }, data });
}

export async function mediaModeOf(db: Db, deviceId: string): Promise<MediaMode> {
  const row = await db.gbDevice.findUnique({ where: { id: deviceId }, select: { mode: true } });
  return row?.mode ?? 'udp';
}
