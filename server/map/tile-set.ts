import { projectionTo } from './crs.ts';
import type { PlacedCamera } from './data.ts';
import { encodeTile } from './encode.ts';
import { keyOf, type MapTile, renew, tileOf } from './map-tile.ts';
import { type Tile, tileAt } from './mercator.ts';
import { PlaceIndex } from './place-index.ts';
import { type Crs, SINGLES_ZOOM } from './schema.ts';
import { type Hidden, tileContent } from './tile-content.ts';

/** Some tens of megabytes at most; the tiles of a whole country's usual views fit. */
const MOST_KEPT = 4_096;
/** Of one tile: with everything on it, and as some people look at it. */
const MOST_WAYS = 8;

/** Tiles in one system of coordinates; a tile is made when it is asked for and kept until a camera in it changes. */
export class TileSet {
  readonly #index: PlaceIndex<PlacedCamera>;
  readonly #kept = new Map<string, Map<string, MapTile>>();

  constructor(crs: Crs, cameras: Iterable<PlacedCamera>) {
    this.#index = new PlaceIndex(projectionTo(crs));
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
    const made = ways.get(way) ?? tileOf(encodeTile(tileContent(this.#index, tile, hidden)));
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
