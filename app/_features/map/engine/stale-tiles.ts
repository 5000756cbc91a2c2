import { SINGLES_ZOOM } from '../../../../server/map/schema.ts';
import type { Bounds, LonLat, TileAddress } from './library.ts';

/** More than that is cheaper to ask for anew altogether. */
const MOST_STALE = 1_000;

/** Column and row of a point among the 2^z × 2^z tiles of Web Mercator. */
function tileAt([lon, lat]: LonLat, z: number): TileAddress {
  const tiles = 2 ** z;
  const sine = Math.sin((lat * Math.PI) / 180);
  const x = Math.floor((lon / 360 + 0.5) * tiles);
  const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * tiles);
  return { z, x, y };
}

/** Tiles that are older than what happened in them since, on every zoom: the library keeps some it does not show. */
export class StaleTiles {
  #byZoom = emptyZooms();
  #all = false;

  /** Something changed there, or nobody knows where. */
  add(at: LonLat | 'somewhere'): void {
    if (at === 'somewhere') this.#all = true;
    if (this.#all || at === 'somewhere') return;
    for (const [z, tiles] of this.#byZoom.entries()) {
      const { x, y } = tileAt(at, z);
      tiles.set(`${x}/${y}`, { z, x, y });
      this.#all ||= tiles.size > MOST_STALE;
    }
  }

  /** Those in view, which count as fresh from now on. */
  take(mapZoom: number, [southWest, northEast]: Bounds): TileAddress[] | 'all' {
    if (this.#all) {
      this.clear();
      return 'all';
    }
    const z = Math.max(0, Math.min(Math.floor(mapZoom), SINGLES_ZOOM));
    const [from, to] = [tileAt(southWest, z), tileAt(northEast, z)];
    const stale = this.#byZoom[z];
    if (stale === undefined) return [];
    const inView = [...stale].filter(
      ([, { x, y }]) => x >= from.x && x <= to.x && y >= to.y && y <= from.y,
    );
    for (const [key] of inView) stale.delete(key);
    return inView.map(([, tile]) => tile);
  }

  clear(): void {
    this.#byZoom = emptyZooms();
    this.#all = false;
  }
}

function emptyZooms(): Map<string, TileAddress>[] {
  return Array.from({ length: SINGLES_ZOOM + 1 }, () => new Map());
}
