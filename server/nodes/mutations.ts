import { writeAudit } from '../audit/mutations.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import type { Services } from '../trpc/context.ts';

/** The viewer's connection ends; written down first, so that nobody is cut unseen. */
export async function kickViewer(
  { db, media }: Services,
  scope: Scope<'nodes.manage'>,
  input: { nodeId: string; viewerId: string },
): Promise<void> {
  await writeAudit(db, scope, {
    action: 'nodes.kick',
    subject: { type: 'viewer', id: input.viewerId },
    details: { nodeId: input.nodeId },
  });
  await media.kick(input.nodeId, input.viewerId);
}

/** From now on the worker takes no streams, or takes them again; those it has are moved by the duty. */
export async function drainNode(
  { db, clock }: Services,
  scope: Scope<'nodes.manage'>,
  { nodeId, draining }: { nodeId: string; draining: boolean },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count } = await tx.mediaNode.updateMany({
      where: { id: nodeId },
      data: { drainingSince: draining ? new Date(clock.wallNow()) : null },
    });
    if (count === 0) throw new AppError('media.node-not-found', { details: { nodeId } });
    await writeAudit(tx, scope, {
      action: draining ? 'nodes.drain' : 'nodes.resume',
      subject: { type: 'node', id: nodeId },
    });
  });
}
