import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { bestWorker } from './balance.ts';
import { isAlive, livingNodes, type MediaNode, nodeSelect } from './nodes.ts';

/** A worker that restarts takes up what somebody watched within this time. */
const WANTED_MS = 24 * 60 * 60_000;
/** Not every click writes: the time of the last wish need not be exact. */
const TOUCH_AFTER_MS = 60_000;
/** Streams given since are not in the workers' reports yet. */
const REPORTED_AFTER_MS = 3_000;

export async function currentPlacement(
  db: Db,
  streamId: string,
  nowMs: number,
): Promise<MediaNode | null> {
  const found = await db.streamPlacement.findUnique({
    where: { streamId },
    select: { node: { select: nodeSelect } },
  });
  return found && isAlive(found.node, nowMs) ? found.node : null;
}

/** Stays where it is while that worker lives and is not being emptied; null: no worker is left that was not tried. */
export async function place(
  db: Db,
  streamId: string,
  nowMs: number,
  tried: readonly string[],
): Promise<MediaNode | null> {
  const placed = await db.streamPlacement.findUnique({
    where: { streamId },
    select: { lastWantedAt: true, node: { select: nodeSelect } },
  });
  const mayStay = placed && takesStreams(placed.node, nowMs) && !tried.includes(placed.node.id);
  if (mayStay && nowMs - placed.lastWantedAt.getTime() < TOUCH_AFTER_MS) return placed.node;
  const node = mayStay ? placed.node : await bestFor(db, streamId, nowMs, tried);
  if (!node) return null;
  await setPlacement(db, streamId, node.id, nowMs);
  return node;
}

export async function setPlacement(
  db: Db,
  streamId: string,
  nodeId: string,
  nowMs: number,
): Promise<void> {
  const data = { nodeId, lastWantedAt: new Date(nowMs) };
  await db.streamPlacement.upsert({
    where: { streamId },
    create: { streamId, ...data },
    update: data,
  });
  await db.streamRelay.deleteMany({ where: { streamId, nodeId } }); // it has the source now
}

function takesStreams(node: MediaNode, nowMs: number): boolean {
  return isAlive(node, nowMs) && node.drainingSince === null;
}

async function bestFor(
  db: Db,
  streamId: string,
  nowMs: number,
  tried: readonly string[],
): Promise<MediaNode | null> {
  const stream = await db.cameraStream.findUnique({
    where: { id: streamId },
    select: { camera: { select: { division: { select: { code: true } } } } },
  });
  if (!stream) throw new AppError('camera.no-such-stream', { details: { streamId } });
  const candidates = (await livingNodes(db, nowMs)).filter(
    (node) => node.drainingSince === null && !tried.includes(node.id),
  );
  return bestWorker(candidates, stream.camera.division.code, await givenLately(db, nowMs));
}

async function givenLately(db: Db, nowMs: number): Promise<Map<string, number>> {
  const rows = await db.streamPlacement.groupBy({
    by: ['nodeId'],
    where: { lastWantedAt: { gte: new Date(nowMs - REPORTED_AFTER_MS) } },
    _count: true,
  });
  return new Map(rows.map(({ nodeId, _count }) => [nodeId, _count]));
}

/** Those of the streams that cameras publish. */
export async function publishedAmong(db: Db, streamIds: readonly string[]): Promise<string[]> {
  const rows = await db.cameraStream.findMany({
    where: { id: { in: [...streamIds] }, ...publishedHere },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

const publishedHere = { url: null, camera: { removedAt: null } } as const;

/**
 * What a worker is told when it starts: what it carries, and all streams that are published, since cameras that publish
 * may come to any worker.
 */
export async function wantedStreams(db: Db, nodeId: string, nowMs: number): Promise<string[]> {
  const [pulled, published] = await Promise.all([
    db.streamPlacement.findMany({
      where: {
        nodeId,
        lastWantedAt: { gte: new Date(nowMs - WANTED_MS) },
        stream: { url: { not: null } },
      },
      select: { streamId: true },
      orderBy: { lastWantedAt: 'desc' },
    }),
    db.cameraStream.findMany({ where: publishedHere, select: { id: true } }),
  ]);
  return [...pulled.map((row) => row.streamId), ...published.map((row) => row.id)];
}

/** A publisher came to this worker: viewers go there from now on. False: it is not a stream that is published. */
export async function carryPublished(
  db: Db,
  streamId: string,
  nodeId: string,
  nowMs: number,
): Promise<boolean> {
  const stream = await db.cameraStream.findUnique({
    where: { id: streamId },
    select: { url: true, placement: { select: { nodeId: true } } },
  });
  if (!stream || stream.url !== null) return false;
  if (stream.placement?.nodeId !== nodeId) await setPlacement(db, streamId, nodeId, nowMs);
  return true;
}

/**
 * Whether a failure on this worker says something about the camera: elsewhere its publisher may have come back, and a
 * worker that fetches the stream from another one knows nothing of the camera.
 */
export async function speaksFor(db: Db, streamId: string, nodeId: string): Promise<boolean> {
  const placed = await db.streamPlacement.findUnique({
    where: { streamId },
    select: { nodeId: true },
  });
  return (placed?.nodeId ?? nodeId) === nodeId;
}
