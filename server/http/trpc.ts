import type { IncomingMessage, ServerResponse } from 'node:http';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { actorOf } from '../session/data.ts';
import type { Context, RequestFacts, Services } from '../trpc/context.ts';
import { appErrorOf } from '../trpc/init.ts';
import { appRouter } from '../trpc/router.ts';
import type { Metrics } from './metrics.ts';
import { type ClientFacts, fetchHeaders } from './request.ts';

/** The largest legitimate call writes a few hundred cameras' ids. */
const MAX_BODY_BYTES = 1024 * 1024;

export function requestFacts(
  request: IncomingMessage,
  response: ServerResponse,
  facts: ClientFacts,
): RequestFacts {
  return {
    headers: fetchHeaders(request),
    address: facts.address,
    setCookie: (value) =>
      void response.appendHeader('set-cookie', facts.secure ? `${value}; Secure` : value),
  };
}

export async function handleTrpc(
  services: Services,
  metrics: Metrics,
  request: IncomingMessage,
  response: ServerResponse,
  facts: ClientFacts,
  path: string,
): Promise<void> {
  const createContext = async (): Promise<Context> => {
    const known = requestFacts(request, response, facts);
    return { services, request: known, actor: await actorOf(services, known) };
  };
  await nodeHTTPRequestHandler({
    router: appRouter,
    req: request,
    res: response,
    path,
    createContext,
    maxBodySize: MAX_BODY_BYTES,
    allowMethodOverride: true, // a question too long for an address comes by POST
    onError({ error, path: procedure }) {
      const { code } = appErrorOf(error);
      if (code !== 'server.fault') return;
      metrics.faults.inc();
      services.log.error({ error: error.cause ?? error, procedure }, 'procedure failed');
    },
  });
}
