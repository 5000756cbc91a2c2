import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { MediaGateway } from '../media/gateway.ts';
import { parseReport } from '../media/nodes.ts';
import { AppError } from '../platform/errors.ts';
import { readBody } from './body.ts';
import { respondJson } from './respond.ts';
import type { Route } from './server.ts';

const MAX_REPORT_BYTES = 64 * 1024;

/** Media workers report themselves here, every 2 s, with the cluster's secret. */
export function internalNodesRoute(media: MediaGateway, clusterSecret: string): Route {
  return {
    name: 'internal-nodes',
    plain: true,
    matches: (path) => path === '/internal/nodes',
    async handle({ request, response }) {
      if (request.method !== 'POST') throw new AppError('request.method');
      demandCluster(request, clusterSecret);
      const body = await readBody(request, MAX_REPORT_BYTES);
      await media.register(parseReport(body.toString('utf8')));
      respondJson(response, 200, { ok: true });
    },
  };
}

/** @throws `auth.required` */
export function demandCluster({ headers }: IncomingMessage, clusterSecret: string): void {
  const expected = digest(`Bearer ${clusterSecret}`);
  if (!timingSafeEqual(digest(headers.authorization ?? ''), expected))
    throw new AppError('auth.required');
}

/** Equal lengths, so that comparing takes the same time whatever is sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
