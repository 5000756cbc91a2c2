/** What pages and server agree on about the map's tiles. */
import type { crsSchema } from '../settings/schema.ts';

/** With more cameras on the map than this, pages get tiles instead of all of them. */
export const MOST_LISTED = 5_000;
/** From here on no cameras are put together; closer views draw these tiles larger. */
export const SINGLES_ZOOM = 14;

/** Layers of a tile; a camera is in exactly one of them. */
export const TILE_LAYERS = {
  /** Several calm cameras in one cell: how many of each status, and the zoom at which they part. */
  clusters: 'clusters',
  /** Calm cameras by themselves. */
  cameras: 'cameras',
  /** Faults, never in a cluster. `count`: so many at this very spot of the screen. */
  alerts: 'alerts',
} as const;

export type Crs = (typeof crsSchema)['options'][number];

/** In a tile's address: states and kinds of cameras that it leaves out, in any order. */
export const HIDE = 'hide';

/** Layer of the tiles of roadside devices, which are drawn from this zoom on. */
export const ROADSIDE_LAYER = 'roadside';
export const ROADSIDE_FROM_ZOOM = 9;

/** Address of the tiles drawn for basemaps in these coordinates, with {z}/{x}/{y}. */
export function tileTemplate(crs: Crs, hidden: readonly string[]): string {
  const query = hidden.length === 0 ? '' : `?${HIDE}=${hidden.join()}`;
  return `/api/map/tiles/${crs}/{z}/{x}/{y}.mvt${query}`;
}

/** The same of roadside devices. */
export function roadsideTemplate(crs: Crs): string {
  return `/api/map/roadside/${crs}/{z}/{x}/{y}.mvt`;
}
