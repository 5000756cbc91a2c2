/** Roadside devices on a tile of the map. */
import type { PlacedDevice } from '../roadside/data.ts';
import { encodeLayers, point } from './encode.ts';
import { cellSize, type Tile } from './mercator.ts';
import type { PlaceIndex } from './place-index.ts';
import { ROADSIDE_LAYER, SINGLES_ZOOM } from './schema.ts';
import { inUnits } from './tile-content.ts';

/** Where they are thinned, one of a kind stands for all in its cell: 16 × 16 cells a tile, 32 pixels each. */
const CELL_LEVELS = 4;

/** `count`: so many of its kind, itself among them, stand around there. */
export type DeviceMark = {
  readonly device: PlacedDevice;
  readonly x: number;
  readonly y: number;
  count: number;
};

/** Every device of the tile is counted once. Which kinds are shown is the page's affair: none hides another. */
export function deviceMarks(index: PlaceIndex<PlacedDevice>, tile: Tile): DeviceMark[] {
  const marks: DeviceMark[] = [];
  const thinned = tile.z < SINGLES_ZOOM;
  const size = cellSize(tile.z + CELL_LEVELS);
  const tiles = 2 ** tile.z;
  // Along the curve a cell's devices come together: one of each kind is open at a time.
  let cell = -1;
  let open = new Map<string, DeviceMark>();
  index.eachIn(tile, (device, x, y, code) => {
    const own = Math.floor(code / size);
    if (own !== cell) open = new Map();
    cell = own;
    const known = thinned ? open.get(device.kind) : undefined;
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    const mark = {
      device,
      x: inUnits(x * tiles - tile.x),
      y: inUnits(y * tiles - tile.y),
      count: 1,
    };
    open.set(device.kind, mark);
    marks.push(mark);
  });
  return marks;
}

export function encodeDevices(marks: readonly DeviceMark[]): Uint8Array {
  return encodeLayers({
    [ROADSIDE_LAYER]: marks.map(({ device: { id, name, kind }, x, y, count }) =>
      point(x, y, { id, name, kind, count }),
    ),
  });
}
