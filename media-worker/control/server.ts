import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { workerRouter } from './router.ts';
import type { ControlServices } from './services.ts';

/** Putting some thousands of streams at once is a few megabytes. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export type ControlServerOptions = {
  readonly services: ControlServices;
  /** Every call must carry it as a bearer token. */
  readonly secret: string;
};

/** tRPC over HTTP for the server alone. Listen on loopback or a private network. */
export function controlServer({ services, secret }: ControlServerOptions): Server {
  const handler = createHTTPHandler({
    router: workerRouter,
    createContext: () => services,
    maxBodySize: MAX_BODY_BYTES,
  });
  return createServer((request, response) => {
    if (isAuthorized(request, secret)) handler(request, response);
    else
      response
        .writeHead(401, { 'Content-Type': 'application/json' })
        .end('{"code":"control.unauthorized"}');
  });
}

function isAuthorized(request: IncomingMessage, secret: string): boolean {
  const given = request.headers.authorization ?? '';
  return timingSafeEqual(digest(given), digest(`Bearer ${secret}`));
}

/** Equal lengths, so that the comparison takes the same time whatever is sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
