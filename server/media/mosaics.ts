import type { MosaicSource, StreamSpec } from '../../media-worker/control/contract.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import { bestWorker } from './balance.ts';
import type { MediaGateway } from './gateway.ts';
import type { MediaNode } from './nodes.ts';
import { canFetchFrom, relaySpec, wantRelay } from './relays.ts';

/** It costs a good part of a core: nobody watching for so long ends it. */
const STOP_AFTER_MS = 5_000;

/** What a mosaic shows, and under which name. */
export type MosaicPlan = Pick<MosaicSource, 'columns' | 'rows' | 'cells'> & {
  /** Of its stream. */
  readonly id: string;
  readonly title: string;
  readonly timeZone: string;
};

type Platform = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly media: MediaGateway;
};

/**
 * Has a mosaic made where it was while that worker takes streams, else where there is most room. That worker fetches what
 * others carry of it, and the others fetch the mosaic for viewers who come to them.
 */
export async function putMosaic(
  platform: Platform,
  plan: MosaicPlan,
  placedOn: string | null,
): Promise<MediaNode> {
  const { media } = platform;
  const living = await media.living();
  const open = living.filter(({ drainingSince }) => drainingSince === null);
  const node = open.find(({ id }) => id === placedOn) ?? bestWorker(open, '', new Map());
  if (!node) throw new AppError('media.no-worker');
  await Promise.all(plan.cells.map(({ streamId }) => streamId && bring(platform, streamId, node)));
  await media.client(node).calls.streams.put.mutate({ streams: [mosaicSpec(plan)] });
  await Promise.all(living.map((other) => lead(platform, plan.id, { from: node, to: other })));
  return node;
}

/** Other workers fetch the mosaic; one that is being emptied gives it up, and its viewers come to the new place. */
async function lead(
  { media, log }: Platform,
  id: string,
  { from, to }: { readonly from: MediaNode; readonly to: MediaNode },
): Promise<void> {
  if (to.id === from.id) return;
  if (!canFetchFrom(from, to)) return media.removeOn(to, [id]);
  try {
    await media.client(to).calls.streams.put.mutate({ streams: [relaySpec(id, from)] });
  } catch (error) {
    log.warn({ error, node: to.id }, 'mosaic not fetched here');
  }
}

/** A camera that cannot be brought leaves its cell with the reason; the others are there. */
async function bring(platform: Platform, streamId: string, node: MediaNode): Promise<void> {
  const { db, clock, log, media } = platform;
  try {
    const origin = await media.ensure(streamId);
    if (!canFetchFrom(origin, node)) return;
    await wantRelay(db, streamId, node.id, clock.wallNow());
    await media.client(node).calls.streams.put.mutate({ streams: [relaySpec(streamId, origin)] });
  } catch (error) {
    log.warn({ error, stream: streamId, node: node.id }, 'stream not brought to its mosaic');
  }
}

function mosaicSpec({ id, title, ...layout }: MosaicPlan): StreamSpec {
  const source = { kind: 'mosaic', size: '1280x720', fps: 12, ...layout } as const;
  return { id, title, source, keepWarm: false, stopAfterMs: STOP_AFTER_MS };
}
