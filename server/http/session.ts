import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../platform/errors.ts';
import { actorOf } from '../session/data.ts';
import { prove, type Scope } from '../session/policy.ts';
import type { Permission } from '../session/schema.ts';
import type { Exchange } from './server.ts';
import { requestFacts } from './trpc.ts';

/** The right of whoever's cookie comes with a plain HTTP request. */
export async function demandScope<P extends Permission>(
  { site, request, response, facts }: Exchange,
  permission: P,
): Promise<Scope<P>> {
  const actor = await actorOf(site.services, requestFacts(request, response, facts));
  if (!actor) throw new AppError('auth.required');
  return prove(actor, permission);
}

export function isUnchanged(request: IncomingMessage, response: ServerResponse, etag: string) {
  response.setHeader('etag', etag);
  return request.headers['if-none-match'] === etag;
}
