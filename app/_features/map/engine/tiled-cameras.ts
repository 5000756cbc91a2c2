import type { Crs } from '../../../../server/map/schema.ts';
import type { MapLayer } from '../../../../server/map-views/schema.ts';
import { addTiledCameras, removeTiledCameras, SOURCES } from './camera-layers.ts';
import type { LibraryMap, LonLat } from './library.ts';
import type { MapPalette } from './palette.ts';
import { StaleTiles } from './stale-tiles.ts';

/** Between two questions for changed tiles: a storm of changes costs two a second. */
const REFRESH_EVERY_MS = 500;

/** Cameras drawn from the server's tiles, and kept up with what happens to them. */
export class TiledCameras {
  readonly #map: LibraryMap;
  readonly #stale = new StaleTiles();
  #shown = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  constructor(map: LibraryMap) {
    this.#map = map;
  }

  /** Into a style that has none of it. */
  show(crs: Crs, palette: MapPalette, hidden: readonly MapLayer[]): void {
    addTiledCameras(this.#map, crs, palette, hidden);
    this.#stale.clear();
    this.#shown = true;
  }

  /** The style went and took source and layers along. */
  forget(): void {
    this.#shown = false;
  }

  hide(): void {
    if (this.#shown) removeTiledCameras(this.#map);
    this.#shown = false;
  }

  /** Places in the basemap's coordinates. */
  changed(places: readonly (LonLat | 'somewhere')[]): void {
    if (!this.#shown) return;
    for (const at of places) this.#stale.add(at);
    this.refreshSoon();
  }

  /** After changes and after moves, which bring older tiles back into view. */
  refreshSoon(): void {
    if (!this.#shown || this.#timer !== null) return;
    const wait = this.#refreshedAt + REFRESH_EVERY_MS - performance.now();
    this.#timer = setTimeout(() => this.#refresh(), Math.max(0, wait));
  }

  #refresh(): void {
    this.#timer = null;
    if (!this.#shown) return;
    const tiles = this.#stale.take(this.#map.zoom(), this.#map.bounds());
    if (tiles.length === 0) return;
    this.#refreshedAt = performance.now();
    this.#map.refreshTiles(SOURCES.tiles, tiles);
  }

  [Symbol.dispose](): void {
    this.#shown = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
