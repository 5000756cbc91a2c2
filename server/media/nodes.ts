import { type NodeReport, nodeReportSchema } from '../../media-worker/control/contract.ts';
import type { Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';

/** Three reports missed: the worker counts as lost and its streams go elsewhere. */
export const LOST_AFTER_MS = 6_000;

export const nodeSelect = {
  id: true,
  epoch: true,
  controlUrl: true,
  mediaPort: true,
  rtmpPort: true,
  rtspPort: true,
  httpsPort: true,
  publicHost: true,
  region: true,
  weight: true,
  drainingSince: true,
  cpu: true,
  viewers: true,
  streams: true,
  lastSeenAt: true,
} as const satisfies Prisma.MediaNodeSelect;
export type MediaNode = Prisma.MediaNodeGetPayload<{ select: typeof nodeSelect }>;

/** What a worker says about itself, as text of a request. */
export function parseReport(text: string): NodeReport {
  try {
    return nodeReportSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('input.invalid', { cause });
  }
}

export async function saveReport(db: Db, report: NodeReport, nowMs: number): Promise<void> {
  const { nodeId, startedAt, ...rest } = report;
  const data = { ...rest, startedAt: new Date(startedAt), lastSeenAt: new Date(nowMs) };
  await db.mediaNode.upsert({
    where: { id: nodeId },
    create: { id: nodeId, ...data },
    update: data,
  });
}

export function isAlive(node: { lastSeenAt: Date }, nowMs: number): boolean {
  return nowMs - node.lastSeenAt.getTime() <= LOST_AFTER_MS;
}

/** Least loaded first. */
export async function livingNodes(db: Db, nowMs: number): Promise<MediaNode[]> {
  return db.mediaNode.findMany({
    where: { lastSeenAt: { gte: new Date(nowMs - LOST_AFTER_MS) } },
    orderBy: [{ cpu: 'asc' }, { viewers: 'asc' }, { streams: 'asc' }, { id: 'asc' }],
    select: nodeSelect,
  });
}
