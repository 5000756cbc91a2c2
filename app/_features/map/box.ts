import type { Box } from '../../../server/cameras/schema.ts';
import type { LonLat } from './engine/library.ts';

/** In the wall's address: the box of the map whose cameras it is to show. */
export const BOX = 'box';

/** A metre or so. */
const DECIMALS = 5;

/** Around any two opposite corners. */
export function boxOf([lon, lat]: LonLat, [otherLon, otherLat]: LonLat): Box {
  return {
    west: Math.min(lon, otherLon),
    south: Math.min(lat, otherLat),
    east: Math.max(lon, otherLon),
    north: Math.max(lat, otherLat),
  };
}

export function boxText({ west, south, east, north }: Box): string {
  return [west, south, east, north].map((value) => value.toFixed(DECIMALS)).join();
}

/** null: not one. */
export function parseBox(text: string): Box | null {
  const [west, south, east, north, ...rest] = text.split(',').map(Number);
  if (west === undefined || south === undefined || east === undefined || north === undefined)
    return null;
  const valid = rest.length === 0 && west <= east && south <= north;
  return valid ? { west, south, east, north } : null;
}
