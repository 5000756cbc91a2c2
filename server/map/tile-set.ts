import { createHash } from 'node:crypto';
import { CameraIndex, type PlacedCamera } from './camera-index.ts';
import { projectionTo } from './crs.ts';
import { encodeTile } from './encode.ts';
import { type Tile, tileAt } from './mercator.ts';
import { type Crs, SINGLES_ZOOM } from './schema.ts';
import { type Hidden, tileContent } from './tile-content.ts';

export type MapTile = { readonly body: Uint8Array; readonly etag: string };

/** Some tens of megabytes at most; the tiles of a whole country's usual views fit. */
const MOST_KEPT = 4_096;
/** Of one tile: with everything on it, and as some people look at it. */
const MOST_WAYS = 8;

/** Tiles in one system of coordinates; a tile is made when it is asked for and kept until a camera in it changes. */
export class TileSet {
  readonly #index: CameraIndex;
  readonly #kept = new Map<string, Map<string, MapTile>>();

  constructor(crs: Crs, cameras: Iterable<PlacedCamera>) {
    this.#index = new CameraIndex(projectionTo(crs));
    this.#index.fill(cameras);
  }

  get(id: string): PlacedCamera | undefined {
    return this.#index.get(id);
  }

  all(): Iterable<PlacedCamera> {
    return this.#index.all();
  }

  put(camera: PlacedCamera): void {
    this.#forgetAround(camera.id);
    this.#index.put(camera);
    this.#forgetAround(camera.id);
  }

  remove(id: string): void {
    this.#forgetAround(id);
    this.#index.remove(id);
  }

  tile(tile: Tile, hidden: Hidden): MapTile {
    const key = keyOf(tile);
    const ways = this.#kept.get(key) ?? new Map<string, MapTile>();
    const way = [...hidden].sort().join();
    const made = ways.get(way) ?? makeTile(this.#index, tile, hidden);
    renew(ways, way, made, MOST_WAYS);
    renew(this.#kept, key, ways, MOST_KEPT);
    return made;
  }

  #forgetAround(id: string): void {
    const point = this.#index.pointOf(id);
    if (point === null) return;
    for (let z = 0; z <= SINGLES_ZOOM; z += 1) this.#kept.delete(keyOf(tileAt(point, z)));
  }
}

function keyOf({ z, x, y }: Tile): string {
  return `${z}/${x}/${y}`;
}

/** The newest last; what was not asked for longest makes room. */
function renew<Value>(kept: Map<string, Value>, key: string, value: Value, most: number): void {
  kept.delete(key);
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
}

function makeTile(index: CameraIndex, tile: Tile, hidden: Hidden): MapTile {
  const body = encodeTile(tileContent(index, tile, hidden));
  return { body, etag: `"${createHash('sha1').update(body).digest('base64url')}"` };
}
