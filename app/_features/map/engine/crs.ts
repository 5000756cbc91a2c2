import gcoord from 'gcoord';
import type { Basemap } from '../../../../server/settings/schema.ts';
import type { LonLat } from './library.ts';

export type Crs = Basemap['crs'];

const TYPES = { wgs84: gcoord.WGS84, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 };

/** From WGS-84, which everything of ours is in, to the coordinates a basemap is drawn in. */
export function toBasemap([lon, lat]: LonLat, crs: Crs): LonLat {
  if (crs === 'wgs84') return [lon, lat];
  const [x, y] = gcoord.transform<[number, number]>([lon, lat], gcoord.WGS84, TYPES[crs]);
  return [x, y];
}

/** From where somebody pointed on a basemap back to WGS-84. */
export function fromBasemap([x, y]: LonLat, crs: Crs): LonLat {
  if (crs === 'wgs84') return [x, y];
  const [lon, lat] = gcoord.transform<[number, number]>([x, y], TYPES[crs], gcoord.WGS84);
  return [lon, lat];
}
