import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const dynamic = 'force-static';

/** The map library's worker, at an address of our own: it may not come from a blob or another site. */
export async function GET(): Promise<Response> {
  const file = join(process.cwd(), 'node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs');
  return new Response(await readFile(file, 'utf8'), {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=3600',
    },
  });
}
