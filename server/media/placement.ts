import type { Db } from '../platform/db.ts';
import { isAlive, livingNodes, type MediaNode, nodeSelect } from './nodes.ts';

/** A worker that restarts takes up what somebody watched within this time. */
const WANTED_MS = 24 * 60 * 60_000;
/** Not every click writes: the time of the last wish need not be exact. */
const TOUCH_AFTER_MS = 60_000;

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

/** Stays where it is while that worker lives; null: no worker is left that was not tried. */
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
  const stays = placed && isAlive(placed.node, nowMs) && !tried.includes(placed.node.id);
  if (stays && nowMs - placed.lastWantedAt.getTime() < TOUCH_AFTER_MS) return placed.node;
  const node = stays
    ? placed.node
    : (await livingNodes(db, nowMs)).find((candidate) => !tried.includes(candidate.id));
  if (!node) return null;
  const data = { nodeId: node.id, lastWantedAt: new Date(nowMs) };
  await db.streamPlacement.upsert({
    where: { streamId },
    create: { streamId, ...data },
    update: data,
  });
  return node;
}

/** Cameras that publish to us may come at any time: each of their streams has a worker waiting. */
export async function claimUnplaced(db: Db, nodeId: string, nowMs: number): Promise<void> {
  await db.$executeRaw`
    insert into "StreamPlacement" ("streamId", "nodeId", "lastWantedAt")
    select s.id, ${nodeId}, ${new Date(nowMs)} from "CameraStream" s
    join "Camera" c on c.id = s."cameraId"
    where s.url is null and c."removedAt" is null
    on conflict ("streamId") do nothing`;
}

export async function wantedStreams(db: Db, nodeId: string, nowMs: number): Promise<string[]> {
  const rows = await db.streamPlacement.findMany({
    where: {
      nodeId,
      OR: [{ lastWantedAt: { gte: new Date(nowMs - WANTED_MS) } }, { stream: { url: null } }],
    },
    select: { streamId: true },
    orderBy: { lastWantedAt: 'desc' },
  });
  return rows.map((row) => row.streamId);
}
