import { createHash } from 'node:crypto';
import { CameraIndex, type PlacedCamera } from './camera-index.ts';
import { projectionTo } from './crs.ts';
import { encodeTile } from './encode.ts';
import { type Tile, tileAt } from './mercator.ts';
import { type Crs, SINGLES_ZOOM } from './schema.ts';
import { tileContent } from './tile-content.ts';

export type MapTile = { readonly body: Uint8Array; readonly etag: string };

/** Some tens of megabytes at most; the tiles of a whole country's usual views fit. */
const MOST_KEPT = 4_096;

/** Tiles in one system of coordinates; a tile is made when it is asked for and kept until a camera in it changes. */
export class TileSet {
  readonly #index: CameraIndex;
  readonly #kept = new Map<string, MapTile>();

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

  tile(tile: Tile): MapTile {
    const key = keyOf(tile);
    const made = this.#kept.get(key) ?? makeTile(this.#index, tile);
    this.#kept.delete(key);
    this.#kept.set(key, made);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
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

function makeTile(index: CameraIndex, tile: Tile): MapTile {
  const body = encodeTile(tileContent(index, tile));
  return { body, etag: `"${createHash('sha1').update(body).digest('base64url')}"` };
}
