import { z } from 'zod';
import type { Signalling } from '../gb28181/signalling.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { readBody } from './body.ts';
import { demandCluster } from './internal-nodes.ts';
import { respondJson } from './respond.ts';
import type { Route } from './server.ts';

const MAX_BYTES = 4 * 1024;
const gbId = z.string().regex(/^\d{20}$/);

const invitationSchema = z.object({
  nodeId: z.string().max(128),
  deviceId: gbId,
  channelId: gbId,
  sub: z.boolean(),
  port: z.number().int().min(1).max(65_535),
});
const endSchema = z.object({ id: z.string().max(128) });

/**
 * Media workers have devices of GB/T 28181 invited here when somebody watches, and the call ended when nobody does. A worker
 * that gives up waiting closes its request, which cancels the invitation.
 */
export function internalInvitationsRoute(
  signalling: Signalling,
  db: Database,
  clusterSecret: string,
): Route {
  return {
    name: 'internal-invitations',
    plain: true,
    matches: (path) => path === '/internal/invitations' || path === '/internal/invitations/end',
    async handle({ request, response, url }) {
      if (request.method !== 'POST') throw new AppError('request.method');
      demandCluster(request, clusterSecret);
      const body = (await readBody(request, MAX_BYTES)).toString('utf8');
      if (url.pathname.endsWith('/end')) {
        await signalling.bye(read(endSchema, body).id);
        return respondJson(response, 200, { ok: true });
      }
      const { nodeId, ...invitation } = read(invitationSchema, body);
      const node = await db.mediaNode.findUnique({
        where: { id: nodeId },
        select: { publicHost: true },
      });
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const host = node?.publicHost ?? null;
      const invited = await signalling.invite({ ...invitation, host }, gone.signal);
      if (gone.signal.aborted) return signalling.bye(invited.id);
      respondJson(response, 200, invited);
    },
  };
}

/** @throws `input.invalid` */
function read<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('input.invalid', { cause });
  }
}
