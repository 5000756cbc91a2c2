import { putMosaic } from '../media/mosaics.ts';
import type { Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Duty } from '../platform/lease.ts';
import { type Actor, prove } from '../session/policy.ts';
import type { Services } from '../trpc/context.ts';
import { drawnWall } from './data.ts';
import { ADDRESS_MS } from './mutations.ts';

const LOOK_EVERY_MS = 10_000;

/** Keeps mosaics as their walls are, where a worker makes them, and ends those whose owner may no longer see the wall. */
export function mosaicDuty(services: Services): Duty {
  return {
    name: 'mosaics',
    async run(signal) {
      while (!signal.aborted) {
        await keepMosaics(services);
        await services.clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined); // aborted: the loop ends
      }
    },
  };
}

const select = {
  id: true,
  viewId: true,
  nodeId: true,
  lastWantedAt: true,
  owner: { select: { id: true, username: true, role: true, disabledAt: true } },
} as const satisfies Prisma.MosaicSelect;

/** One look at all of them. */
export async function keepMosaics(services: Services): Promise<void> {
  const { db, log, media } = services;
  for (const row of await db.mosaic.findMany({ select })) {
    try {
      await keep(services, row);
    } catch (error) {
      if (!isOver(error)) {
        log.warn({ error, mosaic: row.id }, 'mosaic not kept');
        continue;
      }
      log.info({ mosaic: row.id, code: error.code }, 'mosaic ended');
      await db.mosaic.deleteMany({ where: { id: row.id } });
      await media.forget([row.id]);
    }
  }
}

type Row = Prisma.MosaicGetPayload<{ select: typeof select }>;

async function keep(services: Services, { id, viewId, nodeId, lastWantedAt, owner }: Row) {
  const { db, clock, media } = services;
  const drawn = await drawnWall(services, prove(ownerOf(owner), 'mosaics.play'), viewId);
  if (clock.wallNow() - lastWantedAt.getTime() > ADDRESS_MS)
    throw new AppError('wall.not-found', { details: { id: viewId } });
  const node = (await media.living()).find((one) => one.id === nodeId);
  const state = node ? await media.stateOn(node, id) : null;
  if (state && state.holders.length === 0) return; // nobody watches
  const placed = await putMosaic(services, { id, ...drawn }, nodeId);
  if (placed.id !== nodeId)
    await db.mosaic.updateMany({ where: { id }, data: { nodeId: placed.id } });
}

function ownerOf({ id, username, role, disabledAt }: Row['owner']): Actor {
  if (disabledAt !== null) throw new AppError('rights.missing', { details: { username } });
  return { userId: id, username, role, mustChangePassword: false, address: null };
}

/** What will not be otherwise by itself. */
function isOver(error: unknown): error is AppError {
  const codes = ['wall.not-found', 'rights.missing', 'mosaic.too-many-cells', 'mosaic.no-cameras'];
  return error instanceof AppError && codes.includes(error.code);
}
