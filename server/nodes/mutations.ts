import { writeAudit } from '../audit/mutations.ts';
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
