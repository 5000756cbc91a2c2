/** Web Mercator (EPSG:3857) as a square of side 1, its tiles, and their order along the Z-order curve. */

/** Two whole numbers of so many bits make one code that a double holds exactly: 0.6 m at the equator. */
const LEVELS = 26;
const SIDE = 2 ** LEVELS;
const HALF_BITS = LEVELS / 2;
const HALF_MASK = 2 ** HALF_BITS - 1;
/** Where the square ends. */
const MAX_LAT = 85.051_128_779_806_59;

export type UnitPoint = { readonly x: number; readonly y: number };
export type Tile = { readonly z: number; readonly x: number; readonly y: number };

/** x grows to the east, y to the south; both in [0, 1). */
export function toUnit(lon: number, lat: number): UnitPoint {
  const sine = Math.sin((Math.min(Math.max(lat, -MAX_LAT), MAX_LAT) * Math.PI) / 180);
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return { x: insideUnit(lon / 360 + 0.5), y: insideUnit(y) };
}

function insideUnit(value: number): number {
  return Math.min(Math.max(value, 0), 1 - 1 / SIDE);
}

/** Place on the Z-order curve: all points of a tile have codes next to each other. */
export function codeOf({ x, y }: UnitPoint): number {
  return interleave(Math.floor(x * SIDE), Math.floor(y * SIDE));
}

/** Codes of a tile's points: from, and up to but without. */
export function codesOf({ z, x, y }: Tile): { from: number; to: number } {
  const size = cellSize(z);
  const from = interleave(x, y) * size;
  return { from, to: from + size };
}

/** How many codes a cell of the grid with 2^level cells each way has. */
export function cellSize(level: number): number {
  return 4 ** (LEVELS - level);
}

export function tileAt({ x, y }: UnitPoint, z: number): Tile {
  return { z, x: Math.floor(x * 2 ** z), y: Math.floor(y * 2 ** z) };
}

function interleave(x: number, y: number): number {
  const high =
    spread(Math.floor(x / 2 ** HALF_BITS)) | (spread(Math.floor(y / 2 ** HALF_BITS)) << 1);
  const low = spread(x & HALF_MASK) | (spread(y & HALF_MASK) << 1);
  return high * 4 ** HALF_BITS + low;
}

/** A zero between every two bits of a number of 13 bits. */
function spread(value: number): number {
  const bytes = (value | (value << 8)) & 0x00ff00ff;
  const nibbles = (bytes | (bytes << 4)) & 0x0f0f0f0f;
  const pairs = (nibbles | (nibbles << 2)) & 0x33333333;
  return (pairs | (pairs << 1)) & 0x55555555;
}
