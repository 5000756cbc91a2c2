import {
  type WorkerEvent as Reported,
  workerEventSchema,
} from '../../media-worker/control/contract.ts';
import { RELAY_USER } from '../../media-worker/control/ticket.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import type { Logger } from '../platform/logger.ts';
import type { MediaGateway } from './gateway.ts';
import type { MediaNode } from './nodes.ts';

export type WorkerEvent = Reported & { readonly nodeId: string };

/** The viewer was another worker, which fetched the stream for viewers of its own. */
export function isRelay(userId: string | null): boolean {
  return userId?.startsWith(RELAY_USER) ?? false;
}

const LOOK_FOR_WORKERS_MS = 2_000;

type Platform = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly media: MediaGateway;
};
type TakeIn = (event: WorkerEvent) => Promise<void>;

/** Follows the facts of every living worker, each from where the last intake ended, until aborted. */
export async function followWorkers(
  platform: Platform,
  signal: AbortSignal,
  takeIn: TakeIn,
): Promise<void> {
  const { media, clock, log } = platform;
  const following = new Map<string, Promise<void>>();
  while (!signal.aborted) {
    for (const node of await media.living().catch(() => [])) {
      const name = `${node.id} ${node.epoch}`;
      if (following.has(name)) continue;
      const run = followWorker(platform, node, signal, takeIn)
        .catch((error: unknown) => {
          if (!signal.aborted) log.warn({ error, node: node.id }, 'worker events interrupted');
        })
        .finally(() => following.delete(name));
      following.set(name, run);
    }
    await clock.sleep(LOOK_FOR_WORKERS_MS, signal).catch(() => undefined); // aborted: the loop ends
  }
  await Promise.all(following.values());
}

async function followWorker(
  { db, media, log }: Platform,
  node: MediaNode,
  signal: AbortSignal,
  takeIn: TakeIn,
): Promise<void> {
  const cursor = await db.mediaNode.findUniqueOrThrow({
    where: { id: node.id },
    select: { eventEpoch: true, eventSeq: true },
  });
  const client = media.client(node);
  const after = { after: cursor.eventSeq, epoch: cursor.eventEpoch };
  for await (const value of client.follow('events.follow', after, signal)) {
    const event = workerEventSchema.safeParse(value);
    if (!event.success) {
      // From a newer worker: skipping it is better than never getting past it.
      log.warn({ error: event.error, node: node.id }, 'worker event not understood');
      continue;
    }
    await takeIn({ ...event.data, nodeId: node.id });
    const { epoch, seq: through } = event.data;
    await client.calls.events.ack.mutate({ epoch, through });
  }
}
