import { type Feature, fromVectorTileJs, GeoJSONWrapper } from '@maplibre/vt-pbf';
import { formatChainage } from '../roads/chainage.ts';
import type { PlacedCamera } from './data.ts';
import { TILE_LAYERS } from './schema.ts';
import { TILE_EXTENT, type TileContent } from './tile-content.ts';

const OPTIONS = { version: 2, extent: TILE_EXTENT };

type Tags = Record<string, string | number>;

/** Vector Tile Specification 2.1; names of a cluster's counts are those that map libraries give their own. */
export function encodeTile({ clusters, cameras, alerts }: TileContent): Uint8Array {
  const features = {
    [TILE_LAYERS.clusters]: clusters.map(({ x, y, total, online, offline, unknown, partsAt }) =>
      point(x, y, { point_count: total, online, offline, unknown, parts_at: partsAt }),
    ),
    [TILE_LAYERS.cameras]: cameras.map(({ x, y, camera }) => point(x, y, tagsOf(camera))),
    [TILE_LAYERS.alerts]: alerts.map(({ x, y, camera, count }) =>
      point(x, y, { ...tagsOf(camera), count }),
    ),
  };
  return encodeLayers(features);
}

/** Layers without features are left out. */
export function encodeLayers(features: Readonly<Record<string, Feature[]>>): Uint8Array {
  const filled = Object.entries(features).filter(([, layer]) => layer.length > 0);
  const layers = filled.map(([name, layer]) => [
    name,
    Object.assign(new GeoJSONWrapper(layer, OPTIONS), { name }),
  ]);
  return fromVectorTileJs({ layers: Object.fromEntries(layers) });
}

export function point(x: number, y: number, tags: Tags): Feature {
  return { type: 1, geometry: [[x, y]], tags };
}

function tagsOf({ id, name, kind, status, azimuth, chainageM }: PlacedCamera): Tags {
  return {
    id,
    name,
    kind,
    status,
    chainage: chainageM === null ? '' : formatChainage(chainageM),
    ...(azimuth !== null && { azimuth }),
  };
}
