import { existsSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';

export type Pages = {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
};

type Place = { dir: string; dev: boolean; host: string; port: number; httpServer: Server };

/** Next, mounted for whatever is not ours; null where there are no built pages. */
export async function openPages(place: Place): Promise<Pages | null> {
  if (!place.dev && !existsSync(join(place.dir, '.next/BUILD_ID'))) return null;
  const { default: next } = await import('next');
  const app = next({
    dev: place.dev,
    dir: place.dir,
    hostname: place.host,
    port: place.port,
    httpServer: place.httpServer,
  });
  await app.prepare();
  const handle = app.getRequestHandler();
  return { handle: (request, response) => handle(request, response), close: () => app.close() };
}
