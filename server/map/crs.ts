import gcoord from 'gcoord';
import type { Projection } from './place-index.ts';
import type { Crs } from './schema.ts';

const TYPES = { wgs84: gcoord.WGS84, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 };

/** From WGS-84 to the coordinates a basemap is drawn in: tiles must lie exactly on it. */
export function projectionTo(crs: Crs): Projection {
  if (crs === 'wgs84') return (lon, lat) => [lon, lat];
  return (lon, lat) => gcoord.transform<[number, number]>([lon, lat], gcoord.WGS84, TYPES[crs]);
}
