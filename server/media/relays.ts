import type { StreamSpec } from '../../media-worker/control/contract.ts';
import type { Db } from '../platform/db.ts';
import type { MediaNode } from './nodes.ts';

/** Shorter than a camera's: starting again costs nothing but a connection between two workers. */
const STOP_AFTER_MS = 10_000;
/** A worker without a public host stands on the server's machine, as others without one do. */
const SAME_MACHINE = '127.0.0.1';

/** Whether viewers of `origin` may be served by `node`: another worker that takes streams and reaches it. */
export function canFetchFrom(origin: MediaNode, node: MediaNode): boolean {
  const reaches = origin.publicHost !== null || node.publicHost === null;
  return node.id !== origin.id && node.drainingSince === null && reaches;
}

export function relaySpec(streamId: string, origin: MediaNode): StreamSpec {
  const host = origin.publicHost ?? SAME_MACHINE;
  return {
    id: streamId,
    source: { kind: 'relay', host, port: origin.mediaPort },
    keepWarm: false,
    stopAfterMs: STOP_AFTER_MS,
  };
}

export async function relaying(db: Db, streamId: string): Promise<Set<string>> {
  const rows = await db.streamRelay.findMany({ where: { streamId }, select: { nodeId: true } });
  return new Set(rows.map((row) => row.nodeId));
}

export async function wantRelay(
  db: Db,
  streamId: string,
  nodeId: string,
  nowMs: number,
): Promise<void> {
  const lastWantedAt = new Date(nowMs);
  await db.streamRelay.upsert({
    where: { streamId_nodeId: { streamId, nodeId } },
    create: { streamId, nodeId, lastWantedAt },
    update: { lastWantedAt },
  });
}
