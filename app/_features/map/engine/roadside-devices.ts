import type { FilterSpecification, LayerSpecification } from 'maplibre-gl';
import {
  type Crs,
  ROADSIDE_FROM_ZOOM,
  ROADSIDE_LAYER,
  roadsideTemplate,
  SINGLES_ZOOM,
} from '../../../../server/map/schema.ts';
import type { MapLayer } from '../../../../server/map-views/schema.ts';
import { roadsideKindSchema } from '../../../../server/roadside/schema.ts';
import { LABEL_FONT } from './builtin-style.ts';
import { ICON_PIXEL_RATIO } from './camera-icons.ts';
import { CLUSTER_LAYERS } from './camera-layers.ts';
import type { LibraryMap } from './library.ts';
import type { MapPalette } from './palette.ts';
import { deviceIcon, deviceIconName } from './roadside-icons.ts';

const SOURCE = 'lukou-roadside';
export const DEVICE_LAYER = 'lukou-device';
const NAMES_FROM_ZOOM = 14;

/** Roadside devices from the server's tiles, under the cameras. */
export class RoadsideDevices {
  readonly #map: LibraryMap;
  /** Whether the page shows any. */
  #wanted = false;
  /** Whether the style has them. */
  #shown = false;

  constructor(map: LibraryMap) {
    this.#map = map;
  }

  want(): void {
    this.#wanted = true;
  }

  /** Something happened to some of them. */
  changed(): void {
    if (this.#shown) this.#map.refreshTiles(SOURCE, 'all');
  }

  /** Into a style that has none of it; nothing where the page shows no devices. */
  show(crs: Crs, palette: MapPalette, hidden: ReadonlySet<MapLayer>): void {
    this.#shown = this.#wanted;
    if (!this.#shown) return;
    for (const kind of roadsideKindSchema.options)
      this.#map.addImage(deviceIconName(kind), deviceIcon(kind, palette), ICON_PIXEL_RATIO);
    this.#map.addSource(SOURCE, {
      type: 'vector',
      // A full address: the library's worker has no page that it could be relative to.
      tiles: [window.location.origin + roadsideTemplate(crs)],
      minzoom: ROADSIDE_FROM_ZOOM,
      maxzoom: SINGLES_ZOOM,
    });
    const [cameras] = CLUSTER_LAYERS;
    this.#map.addLayer(deviceLayer(palette, hidden), cameras);
  }

  hide(hidden: ReadonlySet<MapLayer>): void {
    if (this.#shown) this.#map.setFilter(DEVICE_LAYER, shownKinds(hidden));
  }
}

function shownKinds(hidden: ReadonlySet<MapLayer>): FilterSpecification {
  const kinds = roadsideKindSchema.options.filter((kind) => !hidden.has(kind));
  return ['in', ['get', 'kind'], ['literal', kinds]];
}

function deviceLayer(palette: MapPalette, hidden: ReadonlySet<MapLayer>): LayerSpecification {
  return {
    id: DEVICE_LAYER,
    type: 'symbol',
    source: SOURCE,
    'source-layer': ROADSIDE_LAYER,
    filter: shownKinds(hidden),
    layout: {
      'icon-image': ['concat', 'roadside-', ['get', 'kind']],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      // From afar one stands for others of its kind: how many they are.
      'text-field': [
        'step',
        ['zoom'],
        ['case', ['>', ['get', 'count'], 1], ['concat', '×', ['get', 'count']], ''],
        NAMES_FROM_ZOOM,
        ['get', 'name'],
      ],
      'text-font': LABEL_FONT,
      'text-size': 10.5 * palette.scale,
      'text-anchor': 'left',
      'text-offset': [0.9, 0],
      'text-optional': true,
      'text-max-width': 16,
    },
    paint: {
      'text-color': palette.roadside,
      'text-halo-color': palette.halo,
      'text-halo-width': 1.4,
    },
  };
}
