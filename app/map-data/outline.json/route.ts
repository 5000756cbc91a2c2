import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toOutline } from '../../_features/map/outline.ts';

export const dynamic = 'force-static';

/** Land outlines of the built-in basemap, from the npm package and no other source. */
export async function GET(): Promise<Response> {
  const file = join(process.cwd(), 'node_modules/@surbowl/world-geo-json-zh/world.zh.json');
  const outline = toOutline(JSON.parse(await readFile(file, 'utf8')));
  return new Response(JSON.stringify(outline), {
    headers: { 'content-type': 'application/geo+json', 'cache-control': 'public, max-age=86400' },
  });
}
