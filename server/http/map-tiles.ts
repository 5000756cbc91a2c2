import { cameraKindSchema, cameraStatusSchema } from '../cameras/schema.ts';
import type { Tile } from '../map/mercator.ts';
import { type Crs, HIDE, SINGLES_ZOOM } from '../map/schema.ts';
import { AppError } from '../platform/errors.ts';
import { crsSchema } from '../settings/schema.ts';
import type { Route } from './server.ts';
import { demandScope, isUnchanged } from './session.ts';

const PATH = /^\/api\/map\/tiles\/([a-z0-9]{1,8})\/(\d{1,2})\/(\d{1,5})\/(\d{1,5})\.mvt$/;

/** Cameras as Mapbox vector tiles, for maps with too many of them to list. */
export const mapTilesRoute: Route = {
  name: 'map-tiles',
  matches: (path) => PATH.test(path),
  async handle(exchange) {
    const { site, request, response, url } = exchange;
    const scope = await demandScope(exchange, 'cameras.view');
    const { crs, ...tile } = demandTile(url.pathname);
    const { body, etag } = await site.services.tiles.tile(scope, crs, tile, hiddenIn(url));
    // A browser may keep it but asks each time: a status changes at any moment.
    response.setHeader('cache-control', 'private, no-cache');
    if (isUnchanged(request, response, etag)) {
      response.writeHead(304).end();
      return;
    }
    const type = 'application/vnd.mapbox-vector-tile';
    response.writeHead(200, { 'content-type': type, 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  },
};

/** What is neither a state nor a kind hides nothing, and is not kept apart either. */
function hiddenIn(url: URL): Set<string> {
  const told = url.searchParams.get(HIDE)?.split(',') ?? [];
  const known: readonly string[] = [...cameraStatusSchema.options, ...cameraKindSchema.options];
  return new Set(told.filter((name) => known.includes(name)));
}

function demandTile(path: string): Tile & { crs: Crs } {
  const [, name = '', ...numbers] = PATH.exec(path) ?? [];
  const crs = crsSchema.safeParse(name);
  const [z = 0, x = 0, y = 0] = numbers.map(Number);
  if (!crs.success || z > SINGLES_ZOOM || x >= 2 ** z || y >= 2 ** z)
    throw new AppError('request.not-found');
  return { crs: crs.data, z, x, y };
}
