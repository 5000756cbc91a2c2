import type { z } from 'zod';
import { writeAudit } from '../audit/mutations.ts';
import { playPaths } from '../live/mutations.ts';
import { putMosaic } from '../media/mosaics.ts';
import type { MediaNode } from '../media/nodes.ts';
import type { Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { prove, type Scope } from '../session/policy.ts';
import type { Services } from '../trpc/context.ts';
import { demandWall } from '../walls/data.ts';
import { drawnWall, type Viewer } from './data.ts';
import { MOSAIC_LIMITS, type MosaicAddresses, type mosaicPlaySchema } from './schema.ts';

const DAY_MS = 24 * 60 * 60_000;
export const ADDRESS_MS = MOSAIC_LIMITS.addressDays * DAY_MS;

type Made = { readonly id: string; readonly name: string; readonly node: MediaNode };

/** Played by this page: a ticket for a minute, as of a camera. */
export async function playMosaic(
  services: Services,
  scope: Scope<'mosaics.play'>,
  viewId: string,
): Promise<z.infer<typeof mosaicPlaySchema>> {
  const { db, media } = services;
  const { id, name, node } = await makeMosaic(services, scope, viewId);
  await writeAudit(db, scope, {
    action: 'mosaics.play',
    subject: { type: 'wall', id: viewId, name },
    details: { streamId: id },
  });
  const ticket = media.ticket(id, scope.userId);
  return {
    streamId: id,
    paths: playPaths(id, ticket.text),
    mediaPort: node.mediaPort,
    httpsPort: node.httpsPort,
    mediaHost: node.publicHost,
    expiresAt: new Date(ticket.expiresAtMs),
  };
}

/** Addresses for what cannot sign in: decoders, television sets, other programs. Whoever has one sees the cameras. */
export async function shareMosaic(
  services: Services,
  scope: Scope<'mosaics.share'>,
  viewId: string,
): Promise<MosaicAddresses> {
  const { db, media } = services;
  const { id, name, node } = await makeMosaic(services, scope, viewId);
  const ticket = media.ticket(id, scope.userId, ADDRESS_MS);
  const expiresAt = new Date(ticket.expiresAtMs);
  await writeAudit(db, scope, {
    action: 'mosaics.share',
    subject: { type: 'wall', id: viewId, name },
    details: { streamId: id, expiresAt: expiresAt.toISOString() },
  });
  const of = (extension: string) => `/live/${id}${extension}?ticket=${ticket.text}`;
  return {
    mediaHost: node.publicHost,
    mediaPort: node.mediaPort,
    rtmpPort: node.rtmpPort,
    rtspPort: node.rtspPort,
    paths: { rtsp: of(''), rtmp: of(''), flv: of('.flv'), hls: of('.m3u8') },
    expiresAt,
  };
}

/** Ends it for everybody who watches, and every address of it. */
export async function closeMosaic(
  { db, media }: Services,
  scope: Scope<'mosaics.share'>,
  viewId: string,
): Promise<void> {
  const { name } = await demandWall(db, prove(scope, 'walls.view'), viewId);
  const ids = await db.$transaction(async (tx) => {
    const rows = await tx.mosaic.findMany({ where: { viewId }, select: { id: true } });
    if (rows.length === 0) return [];
    await tx.mosaic.deleteMany({ where: { viewId } });
    await writeAudit(tx, scope, {
      action: 'mosaics.close',
      subject: { type: 'wall', id: viewId, name },
    });
    return rows.map(({ id }) => id);
  });
  await media.forget(ids);
}

async function makeMosaic(services: Services, scope: Viewer, viewId: string): Promise<Made> {
  const { db, clock } = services;
  const drawn = await drawnWall(services, scope, viewId);
  const lastWantedAt = new Date(clock.wallNow());
  const row = await db.$transaction(async (tx) => {
    await demandRoom(tx, viewId);
    return tx.mosaic.upsert({
      where: { viewId },
      create: { viewId, ownerId: scope.userId, lastWantedAt },
      update: { lastWantedAt },
      select: { id: true, nodeId: true },
    });
  });
  const node = await putMosaic(services, { id: row.id, ...drawn }, row.nodeId);
  if (node.id !== row.nodeId)
    await db.mosaic.updateMany({ where: { id: row.id }, data: { nodeId: node.id } });
  return { id: row.id, name: drawn.title, node };
}

async function demandRoom(tx: Transaction, viewId: string): Promise<void> {
  const others = await tx.mosaic.count({ where: { viewId: { not: viewId } } });
  if (others >= MOSAIC_LIMITS.mosaics)
    throw new AppError('mosaic.too-many', { details: { max: MOSAIC_LIMITS.mosaics } });
}
