import { readGbAddress } from '../gb28181/address.ts';
import { type CameraSource, cameraSource, type RtspTransport } from '../media/specs.ts';
import type { Db } from '../platform/db.ts';
import type { SecretBox } from '../platform/secrets.ts';
import type { Known } from './policy.ts';

export type Probed = {
  readonly id: string;
  /** null: it publishes to us or signs in by itself, there is nothing to dial. */
  readonly source: CameraSource | null;
  /** Whether its device signed in and says that it is there; null: it is asked some other way. */
  readonly signedIn: boolean | null;
  /** Streams a worker carries: one that plays is the best proof. */
  readonly placedStreamIds: readonly string[];
};

/** null: removed meanwhile. */
export async function knownStatus(db: Db, cameraId: string): Promise<Known | null> {
  const row = await db.camera.findUnique({
    where: { id: cameraId, removedAt: null },
    select: { status: true, statusReason: true, statusStep: true },
  });
  return row && { status: row.status, reason: row.statusReason, step: row.statusStep };
}

export async function countProbed(db: Db): Promise<number> {
  return db.camera.count({ where: { removedAt: null } });
}

/** The next cameras in the order of ids, which is no order: neighbours on the road come far apart. */
export async function nextProbed(
  db: Db,
  secrets: SecretBox,
  afterId: string,
  limit: number,
): Promise<Probed[]> {
  return select(db, secrets, { id: { gt: afterId } }, limit);
}

export async function probedById(
  db: Db,
  secrets: SecretBox,
  ids: readonly string[],
): Promise<Probed[]> {
  return select(db, secrets, { id: { in: [...ids] } }, ids.length);
}

async function select(
  db: Db,
  secrets: SecretBox,
  which: { id: { gt: string } | { in: string[] } },
  limit: number,
): Promise<Probed[]> {
  const rows = await db.camera.findMany({
    where: { ...which, removedAt: null },
    orderBy: { id: 'asc' },
    take: limit,
    select: {
      id: true,
      device: { select: { username: true, passwordCipher: true } },
      streams: {
        select: { id: true, url: true, transport: true, placement: { select: { nodeId: true } } },
        orderBy: { quality: 'asc' },
      },
    },
  });
  const signedIn = await signedInAmong(db, rows);
  return rows.map(({ id, device, streams }) => ({
    id,
    source: sourceOf(secrets, device, streams),
    signedIn: signedIn(streams),
    placedStreamIds: streams.filter((stream) => stream.placement).map((stream) => stream.id),
  }));
}

type WithAddress = { readonly streams: readonly { readonly url: string | null }[] };

async function signedInAmong(db: Db, rows: readonly WithAddress[]) {
  const addressOf = ({ streams }: WithAddress) =>
    streams.flatMap(({ url }) => (url ? (readGbAddress(url) ?? []) : []))[0] ?? null;
  const addresses = rows.flatMap((row) => addressOf(row) ?? []);
  const channels =
    addresses.length === 0
      ? []
      : await db.gbChannel.findMany({
          where: {
            deviceId: { in: addresses.map(({ deviceId }) => deviceId) },
            id: { in: addresses.map(({ channelId }) => channelId) },
            online: true,
            device: { online: true },
          },
          select: { deviceId: true, id: true },
        });
  const there = new Set(channels.map(({ deviceId, id }) => `${deviceId} ${id}`));
  return (streams: WithAddress['streams']): boolean | null => {
    const address = addressOf({ streams });
    return address && there.has(`${address.deviceId} ${address.channelId}`);
  };
}

function sourceOf(
  secrets: SecretBox,
  device: { username: string | null; passwordCipher: string | null },
  streams: readonly { url: string | null; transport: RtspTransport }[],
): CameraSource | null {
  const stream = streams.find(({ url }) => url !== null);
  if (!stream?.url || readGbAddress(stream.url)) return null;
  return cameraSource(secrets, { ...device, url: stream.url, transport: stream.transport });
}

/** Which camera a stream belongs to; null: removed. */
export async function cameraOfStream(
  db: Db,
  streamId: string,
): Promise<{ id: string; name: string } | null> {
  const row = await db.cameraStream.findUnique({
    where: { id: streamId },
    select: { camera: { select: { id: true, name: true, removedAt: true } } },
  });
  return row && row.camera.removedAt === null ? row.camera : null;
}
