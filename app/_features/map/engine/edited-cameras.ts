import type { MapCamera } from '../../../../server/cameras/schema.ts';
import { MARK_LAYERS, SOURCES } from './camera-layers.ts';
import { type CameraPlacer, toCollection } from './camera-source.ts';
import type { LibraryMap } from './library.ts';

/** Cameras being worked on: drawn where they shall stand, whatever list or tiles say of them. */
export class EditedCameras {
  readonly #map: LibraryMap;
  #cameras: readonly MapCamera[] = [];

  constructor(map: LibraryMap) {
    this.#map = map;
  }

  get cameras(): readonly MapCamera[] {
    return this.#cameras;
  }

  set(cameras: readonly MapCamera[]): void {
    this.#cameras = cameras;
  }

  /** Into a style, or into layers, that have none of it. */
  show(place: CameraPlacer): void {
    this.#map.setData(SOURCES.edited, toCollection(this.#cameras, place));
    const ids = this.#cameras.map(({ id }) => id);
    for (const layer of MARK_LAYERS)
      this.#map.setFilter(layer, [
        'all',
        ['!', ['has', 'point_count']],
        ['!', ['in', ['get', 'id'], ['literal', ids]]],
      ]);
  }
}
