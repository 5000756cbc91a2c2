import type * as GeoJSON from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import { cameraStatusSchema, type MapCamera } from '../../../../server/cameras/schema.ts';
import { GAP_MS, type Track } from '../../../../server/tracks/schema.ts';
import { LABEL_FONT } from './builtin-style.ts';
import { ICON_PIXEL_RATIO } from './camera-icons.ts';
import { CLUSTER_LAYERS, MOVING_LAYER } from './camera-layers.ts';
import { type CameraPlacer, diffCameras, toCollection } from './camera-source.ts';
import type { LibraryMap, LonLat } from './library.ts';
import { MOVING_SHAPES, movingIcon, movingIconName } from './moving-icons.ts';
import type { MapPalette } from './palette.ts';
import { type Trail, trackFeatures, trailFeatures } from './track-features.ts';

const SOURCES = {
  moving: 'lukou-moving',
  trails: 'lukou-trails',
  track: 'lukou-track',
  moment: 'lukou-moment',
} as const;
const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const NAMES_FROM_ZOOM = 10.5;
/** Between two looks whether something was not heard of for too long. */
const LOOK_EVERY_MS = 30_000;

/** Cameras that move, never in a cluster nor in a tile; where those that are watched came from; and a track of one. */
export class MovingCameras implements Disposable {
  readonly #map: LibraryMap;
  readonly #timer: ReturnType<typeof setInterval>;
  #place: CameraPlacer = (at) => at;
  #shown = false;
  #cameras: readonly MapCamera[] = [];
  #trails: readonly Trail[] = [];
  #track: Track | null = null;
  #moment: LonLat | null = null;

  constructor(map: LibraryMap) {
    this.#map = map;
    this.#timer = setInterval(() => {
      if (this.#cameras.length > 0) this.#showCameras();
    }, LOOK_EVERY_MS);
  }

  /** Into a style that has none of it, before what lies around it. */
  show(place: CameraPlacer, palette: MapPalette, above: string): void {
    this.#place = place;
    for (const status of cameraStatusSchema.options)
      for (const shape of MOVING_SHAPES)
        this.#map.addImage(
          movingIconName(status, shape),
          movingIcon(status, shape, palette),
          ICON_PIXEL_RATIO,
        );
    for (const id of [SOURCES.trails, SOURCES.track, SOURCES.moment])
      this.#map.addSource(id, { type: 'geojson', data: EMPTY });
    this.#map.addSource(SOURCES.moving, { type: 'geojson', data: EMPTY, promoteId: 'id' });
    const [cameras] = CLUSTER_LAYERS;
    for (const layer of lineLayers(palette)) this.#map.addLayer(layer, cameras);
    this.#map.addLayer(movingLayer(palette), above);
    this.#map.addLayer(momentLayer(palette), above);
    this.#shown = true;
    this.#showCameras();
    this.#showTrails();
    this.#showTrack();
    this.#showMoment();
  }

  /** The style went and took everything along. */
  forget(): void {
    this.#shown = false;
  }

  get cameras(): readonly MapCamera[] {
    return this.#cameras;
  }

  set(cameras: readonly MapCamera[]): void {
    const before = this.#cameras;
    this.#cameras = cameras;
    if (!this.#shown) return;
    if (before.length === 0) {
      this.#showCameras();
      return;
    }
    const diff = diffCameras(before, cameras, this.#place);
    if (diff !== null) this.#map.patch(SOURCES.moving, diff);
  }

  setTrails(trails: readonly Trail[]): void {
    this.#trails = trails;
    if (this.#shown) this.#showTrails();
  }

  setTrack(track: Track | null): void {
    this.#track = track;
    if (this.#shown) this.#showTrack();
  }

  /** Where the camera of the track was at the time that is looked at. */
  setMoment(at: LonLat | null): void {
    this.#moment = at;
    if (this.#shown) this.#showMoment();
  }

  #showCameras(): void {
    if (this.#shown) this.#map.setData(SOURCES.moving, toCollection(this.#cameras, this.#place));
  }

  #showTrails(): void {
    this.#map.setData(SOURCES.trails, trailFeatures(this.#trails, GAP_MS, this.#place));
  }

  #showTrack(): void {
    const track = this.#track;
    this.#map.setData(SOURCES.track, track === null ? EMPTY : trackFeatures(track, this.#place));
  }

  #showMoment(): void {
    const coordinates = this.#moment === null ? null : [...this.#place(this.#moment)];
    this.#map.setData(SOURCES.moment, {
      type: 'FeatureCollection',
      features:
        coordinates === null
          ? []
          : [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates } }],
    });
  }

  [Symbol.dispose](): void {
    this.#shown = false;
    clearInterval(this.#timer);
  }
}

function movingLayer(palette: MapPalette): LayerSpecification {
  return {
    id: MOVING_LAYER,
    type: 'symbol',
    source: SOURCES.moving,
    layout: {
      'icon-image': [
        'concat',
        'moving-',
        ['get', 'status'],
        ['case', ['<', ['get', 'heading'], 0], '-blunt', '-pointed'],
      ],
      'icon-rotate': ['max', ['get', 'heading'], 0],
      'icon-rotation-alignment': 'map',
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'text-field': ['step', ['zoom'], '', NAMES_FROM_ZOOM, ['get', 'name']],
      'text-font': LABEL_FONT,
      'text-size': 11 * palette.scale,
      'text-anchor': 'left',
      'text-offset': [1.1, 0],
      'text-optional': true,
      'text-max-width': 16,
    },
    paint: {
      'icon-opacity': ['case', ['==', ['get', 'stale'], 1], 0.45, 1],
      'text-color': palette.text,
      'text-opacity': ['case', ['==', ['get', 'stale'], 1], 0.6, 1],
      'text-halo-color': palette.halo,
      'text-halo-width': 1.4,
    },
  };
}

function lineLayers(palette: MapPalette): LayerSpecification[] {
  return [
    {
      id: 'lukou-trail',
      type: 'line',
      source: SOURCES.trails,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': palette.accent,
        'line-width': 4 * palette.scale,
        'line-opacity': ['interpolate', ['linear'], ['get', 'fresh'], 0, 0.15, 1, 0.9],
      },
    },
    {
      id: 'lukou-track-edge',
      type: 'line',
      source: SOURCES.track,
      filter: ['>=', ['get', 'level'], 0],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': palette.halo, 'line-width': 8 * palette.scale },
    },
    {
      id: 'lukou-track-gap',
      type: 'line',
      source: SOURCES.track,
      filter: ['==', ['get', 'level'], -1],
      paint: {
        'line-color': palette.offline,
        'line-width': 2 * palette.scale,
        'line-dasharray': [2, 3],
      },
    },
    {
      id: 'lukou-track',
      type: 'line',
      source: SOURCES.track,
      filter: ['>=', ['get', 'level'], 0],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        // Of the classes of speed, from the slowest.
        'line-color': [
          'step',
          ['get', 'level'],
          palette.alarm,
          1,
          palette.fault,
          2,
          palette.online,
          3,
          palette.accent,
        ],
        'line-width': 5 * palette.scale,
      },
    },
    {
      id: 'lukou-track-stop',
      type: 'circle',
      source: SOURCES.track,
      filter: ['has', 'stop'],
      paint: {
        'circle-radius': 6 * palette.scale,
        'circle-color': palette.halo,
        'circle-stroke-color': palette.alarm,
        'circle-stroke-width': 2.5 * palette.scale,
      },
    },
  ];
}

function momentLayer(palette: MapPalette): LayerSpecification {
  return {
    id: 'lukou-moment',
    type: 'circle',
    source: SOURCES.moment,
    paint: {
      'circle-radius': 8 * palette.scale,
      'circle-color': palette.accent,
      'circle-stroke-color': palette.halo,
      'circle-stroke-width': 3 * palette.scale,
    },
  };
}
