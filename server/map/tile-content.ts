import type { PlacedCamera } from './data.ts';
import { cellSize, type Tile } from './mercator.ts';
import type { PlaceIndex } from './place-index.ts';
import { SINGLES_ZOOM } from './schema.ts';

/** Units along a tile's side (Vector Tile Specification 2.1, 4.1). */
export const TILE_EXTENT = 4_096;
/** Clusters stand on a grid of 8 × 8 cells a tile, 64 pixels each at the tile's own size. */
const CLUSTER_LEVELS = 3;
/** Faults nearer than 4 pixels cover one another whatever is done; one mark stands for them. */
const ALERT_LEVELS = 7;

type At = { readonly x: number; readonly y: number };
type Single = At & { readonly camera: PlacedCamera };
type Alert = Single & { readonly count: number };
type Cluster = At & {
  readonly total: number;
  readonly online: number;
  readonly offline: number;
  readonly unknown: number;
  /** The first zoom at which they are not all in one cell. */
  readonly partsAt: number;
};

/** What stands on a tile; x and y in the tile's units. */
export type TileContent = { clusters: Cluster[]; cameras: Single[]; alerts: Alert[] };

/** By state and by kind: a camera is left out where either is. */
export type Hidden = ReadonlySet<string>;
export const NOTHING: Hidden = new Set();

/** Every camera of the tile that is not left out is counted once: by itself, in a cluster or in an alert. */
export function tileContent(
  index: PlaceIndex<PlacedCamera>,
  tile: Tile,
  hidden: Hidden = NOTHING,
): TileContent {
  const content: TileContent = { clusters: [], cameras: [], alerts: [] };
  const together = tile.z < SINGLES_ZOOM;
  const cells = new Cells(tile, content, together);
  index.eachIn(tile, (camera, x, y, code) => {
    if (hidden.has(camera.status) || hidden.has(camera.kind)) return;
    if (camera.status === 'fault') cells.addAlert(camera, x, y, code);
    else cells.addCalm(camera, x, y, code);
  });
  cells.close();
  return content;
}

/** Cells come one after the other along the curve, so one of each kind is open at a time. */
class Cells {
  readonly #tile: Tile;
  readonly #content: TileContent;
  readonly #together: boolean;
  readonly #cellSize: number;
  readonly #alertSize: number;
  #cell = -1;
  #sum = emptySum();
  #alertCell = -1;

  constructor(tile: Tile, content: TileContent, together: boolean) {
    this.#tile = tile;
    this.#content = content;
    this.#together = together;
    this.#cellSize = cellSize(tile.z + CLUSTER_LEVELS);
    this.#alertSize = cellSize(tile.z + ALERT_LEVELS);
  }

  addAlert(camera: PlacedCamera, x: number, y: number, code: number): void {
    const { alerts } = this.#content;
    const cell = Math.floor(code / this.#alertSize);
    const last = alerts.at(-1);
    if (this.#together && cell === this.#alertCell && last !== undefined) {
      alerts[alerts.length - 1] = { ...last, count: last.count + 1 };
      return;
    }
    this.#alertCell = cell;
    alerts.push({ camera, count: 1, ...this.#local(x, y) });
  }

  addCalm(camera: PlacedCamera, x: number, y: number, code: number): void {
    if (!this.#together) {
      this.#content.cameras.push({ camera, ...this.#local(x, y) });
      return;
    }
    const cell = Math.floor(code / this.#cellSize);
    if (cell !== this.#cell) {
      this.close();
      this.#cell = cell;
      this.#sum.firstCode = code;
    }
    const sum = this.#sum;
    sum.total += 1;
    sum.x += x;
    sum.y += y;
    sum.lastCode = code;
    sum.last = camera;
    if (camera.status === 'online') sum.online += 1;
    else if (camera.status === 'offline') sum.offline += 1;
    else sum.unknown += 1;
  }

  /** Puts the open cluster cell on the tile. */
  close(): void {
    const { total, online, offline, unknown, x, y, last, firstCode, lastCode } = this.#sum;
    this.#sum = emptySum();
    if (last === null) return;
    const at = this.#local(x / total, y / total);
    if (total === 1) this.#content.cameras.push({ camera: last, ...at });
    else {
      const partsAt = partingZoom(firstCode, lastCode, this.#tile.z);
      this.#content.clusters.push({ ...at, total, online, offline, unknown, partsAt });
    }
  }

  #local(x: number, y: number): At {
    const tiles = 2 ** this.#tile.z;
    return { x: inUnits(x * tiles - this.#tile.x), y: inUnits(y * tiles - this.#tile.y) };
  }
}

/** Never on the far edge, where it would be the next tile's: the middle of many is a rounded number. */
export function inUnits(share: number): number {
  return Math.min(Math.max(Math.floor(share * TILE_EXTENT), 0), TILE_EXTENT - 1);
}

type Sum = {
  total: number;
  online: number;
  offline: number;
  unknown: number;
  x: number;
  y: number;
  firstCode: number;
  lastCode: number;
  last: PlacedCamera | null;
};

function emptySum(): Sum {
  return {
    total: 0,
    online: 0,
    offline: 0,
    unknown: 0,
    x: 0,
    y: 0,
    firstCode: 0,
    lastCode: 0,
    last: null,
  };
}

/** First and last along the curve are in one cell for as long as all between them are. */
function partingZoom(firstCode: number, lastCode: number, from: number): number {
  for (let zoom = from + 1; zoom < SINGLES_ZOOM; zoom += 1) {
    const size = cellSize(zoom + CLUSTER_LEVELS);
    if (Math.floor(firstCode / size) !== Math.floor(lastCode / size)) return zoom;
  }
  return SINGLES_ZOOM;
}
