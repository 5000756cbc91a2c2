import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import type { Duty } from '../platform/lease.ts';
import type { Logger } from '../platform/logger.ts';
import type { MediaGateway } from './gateway.ts';
import { LOST_AFTER_MS, type MediaNode, nodeSelect } from './nodes.ts';
import { place } from './placement.ts';
import { relaySpec } from './relays.ts';

const LOOK_EVERY_MS = 2_000;
/** Streams moved in one round; the next one follows at once in 2 s. */
const MAX_MOVES = 200;
/** Nobody waits for those wanted before: they move when somebody asks for them. */
const WANTED_WITHIN_MS = 60 * 60_000;
/** How long viewers stay where they are until the picture is there, too. */
const PICTURE_WITHIN_MS = 6_000;
const ASK_EVERY_MS = 250;
const AT_ONCE = 8;
const RELAY_IDLE_MS = 10 * 60_000;

type Platform = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly media: MediaGateway;
};

/** Streams of workers that are lost or being emptied go elsewhere, and what nobody fetches any more is given up. */
export function movingDuty(platform: Platform): Duty {
  return {
    name: 'stream-moving',
    async run(signal) {
      while (!signal.aborted) {
        await moveRound(platform, signal);
        await endIdleRelays(platform);
        await platform.clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined); // aborted: the loop ends
      }
    },
  };
}

type Leaving = { readonly streamId: string; readonly node: MediaNode };

/** One look: moves what must move; how many streams went elsewhere. */
export async function moveRound(platform: Platform, signal: AbortSignal): Promise<number> {
  const leaving = await leavingStreams(platform);
  let moved = 0;
  for (let from = 0; from < leaving.length && !signal.aborted; from += AT_ONCE) {
    const results = await Promise.all(
      leaving.slice(from, from + AT_ONCE).map((one) => move(platform, one, signal)),
    );
    moved += results.filter(Boolean).length;
  }
  if (moved > 0) platform.log.info({ moved }, 'streams moved to other media workers');
  return moved;
}

/** Streams that are published stay: their cameras decide which worker they come to. */
async function leavingStreams({ db, clock }: Platform): Promise<Leaving[]> {
  const now = clock.wallNow();
  return db.streamPlacement.findMany({
    where: {
      lastWantedAt: { gte: new Date(now - WANTED_WITHIN_MS) },
      stream: { url: { not: null } },
      node: {
        OR: [
          { lastSeenAt: { lt: new Date(now - LOST_AFTER_MS) } },
          { drainingSince: { not: null } },
        ],
      },
    },
    select: { streamId: true, node: { select: nodeSelect } },
    orderBy: { lastWantedAt: 'desc' },
    take: MAX_MOVES,
  });
}

/** The picture is there before viewers are sent away from where they are. */
async function move(platform: Platform, leaving: Leaving, signal: AbortSignal): Promise<boolean> {
  const { db, clock, log, media } = platform;
  const { streamId, node: from } = leaving;
  try {
    const before = await media.stateOn(from, streamId);
    const to = await place(db, streamId, clock.wallNow(), [from.id]);
    if (!to) return false;
    const watched = (before?.viewers ?? 0) > 0;
    await media.put(to, [streamId], watched);
    if (watched) {
      await untilLive(platform, to, streamId, signal);
      await media.put(to, [streamId]);
    }
    await media.removeOn(from, [streamId]);
    await leadRelays(platform, streamId, to);
    return true;
  } catch (error) {
    log.warn({ error, stream: streamId, node: from.id }, 'stream not moved');
    return false;
  }
}

async function untilLive(
  { clock, media }: Platform,
  node: MediaNode,
  streamId: string,
  signal: AbortSignal,
): Promise<void> {
  const until = clock.monotonicNow() + PICTURE_WITHIN_MS;
  while (!signal.aborted && clock.monotonicNow() < until) {
    if ((await media.stateOn(node, streamId))?.state === 'live') return;
    await clock.sleep(ASK_EVERY_MS, signal).catch(() => undefined); // aborted: the loop ends
  }
}

/** Workers that fetch the stream fetch it from its new place. */
async function leadRelays(
  { db, media }: Platform,
  streamId: string,
  origin: MediaNode,
): Promise<void> {
  const relays = await db.streamRelay.findMany({
    where: { streamId },
    select: { node: { select: nodeSelect } },
  });
  const streams = [relaySpec(streamId, origin)];
  for (const { node } of relays)
    await media
      .client(node)
      .calls.streams.put.mutate({ streams })
      .catch(() => undefined); // a lost one is asked anew by its viewers
}

/** Nobody fetched these for a while. */
export async function endIdleRelays({ db, clock, media }: Platform): Promise<void> {
  const now = clock.wallNow();
  const idle = await db.streamRelay.findMany({
    where: { lastWantedAt: { lt: new Date(now - RELAY_IDLE_MS) } },
    select: { streamId: true, nodeId: true, node: { select: nodeSelect } },
    take: MAX_MOVES,
  });
  for (const { streamId, nodeId, node } of idle) {
    const where = { streamId_nodeId: { streamId, nodeId } };
    const state = await media.stateOn(node, streamId);
    // A mosaic holds what it shows without being a viewer.
    if ((state?.holders.length ?? 0) > 0) {
      await db.streamRelay.update({ where, data: { lastWantedAt: new Date(now) } });
      continue;
    }
    await media.removeOn(node, [streamId]);
    await db.streamRelay.delete({ where });
  }
}
