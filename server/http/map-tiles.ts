import { cameraKindSchema, cameraStatusSchema } from '../cameras/schema.ts';
import type { MapTile } from '../map/map-tile.ts';
import type { Tile } from '../map/mercator.ts';
import { type Crs, HIDE, ROADSIDE_FROM_ZOOM, SINGLES_ZOOM } from '../map/schema.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { crsSchema } from '../settings/schema.ts';
import type { Services } from '../trpc/context.ts';
import type { Route } from './server.ts';
import { demandScope, isUnchanged } from './session.ts';

type Place = Tile & { readonly crs: Crs };
type Drawn = {
  readonly name: string;
  readonly path: RegExp;
  readonly fromZoom: number;
  tile(
    services: Services,
    scope: Scope<'cameras.view'>,
    at: Place,
    query: URLSearchParams,
  ): Promise<MapTile>;
};

/** Cameras as Mapbox vector tiles, for maps with too many of them to list. */
export const mapTilesRoute = tilesRoute({
  name: 'map-tiles',
  path: /^\/api\/map\/tiles\/([a-z0-9]{1,8})\/(\d{1,2})\/(\d{1,5})\/(\d{1,5})\.mvt$/,
  fromZoom: 0,
  tile: ({ tiles }, scope, { crs, ...tile }, query) =>
    tiles.tile(scope, crs, tile, hiddenIn(query)),
});

/** Roadside devices as Mapbox vector tiles. */
export const roadsideTilesRoute = tilesRoute({
  name: 'roadside-tiles',
  path: /^\/api\/map\/roadside\/([a-z0-9]{1,8})\/(\d{1,2})\/(\d{1,5})\/(\d{1,5})\.mvt$/,
  fromZoom: ROADSIDE_FROM_ZOOM,
  tile: ({ roadsideTiles }, scope, { crs, ...tile }) => roadsideTiles.tile(scope, crs, tile),
});

function tilesRoute(drawn: Drawn): Route {
  return {
    name: drawn.name,
    matches: (path) => drawn.path.test(path),
    async handle(exchange) {
      const { site, request, response, url } = exchange;
      const scope = await demandScope(exchange, 'cameras.view');
      const at = demandTile(drawn, url.pathname);
      const { body, etag } = await drawn.tile(site.services, scope, at, url.searchParams);
      // A browser may keep it but asks each time: something may change at any moment.
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
}

/** What is neither a state nor a kind hides nothing, and is not kept apart either. */
function hiddenIn(query: URLSearchParams): Set<string> {
  const told = query.get(HIDE)?.split(',') ?? [];
  const known: readonly string[] = [...cameraStatusSchema.options, ...cameraKindSchema.options];
  return new Set(told.filter((name) => known.includes(name)));
}

function demandTile({ path, fromZoom }: Drawn, pathname: string): Place {
  const [, name = '', ...numbers] = path.exec(pathname) ?? [];
  const crs = crsSchema.safeParse(name);
  const [z = 0, x = 0, y = 0] = numbers.map(Number);
  if (!crs.success || z < fromZoom || z > SINGLES_ZOOM || x >= 2 ** z || y >= 2 ** z)
    throw new AppError('request.not-found');
  return { crs: crs.data, z, x, y };
}
