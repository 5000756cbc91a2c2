import type * as GeoJSON from 'geojson';
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import {
  type Crs,
  SINGLES_ZOOM,
  TILE_LAYERS,
  tileTemplate,
} from '../../../../server/map/schema.ts';
import type { MapLayer } from '../../../../server/map-views/schema.ts';
import { LABEL_FONT } from './builtin-style.ts';
import { clusterIconExpression } from './camera-icons.ts';
import type { LibraryMap } from './library.ts';
import type { MapPalette } from './palette.ts';

export const SOURCES = {
  roads: 'lukou-roads',
  /** Clustered. */
  cameras: 'lukou-cameras',
  /** Faults: never clustered, so that no crowd hides them. */
  alerts: 'lukou-alerts',
  /** Cameras with an event nobody has acknowledged: over everything, never clustered. */
  alarms: 'lukou-alarms',
  cone: 'lukou-cone',
  posts: 'lukou-posts',
  rings: 'lukou-rings',
  /** What was chosen: the areas, and the cameras in them. */
  areas: 'lukou-areas',
  selected: 'lukou-selected',
  edited: 'lukou-edited',
  /** All of the three above in one, from the server, where there are too many to list. */
  tiles: 'lukou-tiles',
} as const;

/** The same layers over either kind of source. */
const TILED = '-tiled';
const [CAMERA, ALERT, CLUSTER] = ['lukou-camera', 'lukou-alert', 'lukou-cluster'];
export const ALARM = 'lukou-alarm';
/** Of cameras that move: over all that stand. */
export const MOVING_LAYER = 'lukou-moving';
const TILED_LAYERS = [CLUSTER, CAMERA, ALERT].map((id) => id + TILED);
/** Of cameras that are being put somewhere else. */
const EDITED_LAYER = 'lukou-edited';
/** Of cameras where list or tiles have them. */
export const MARK_LAYERS = [MOVING_LAYER, CAMERA, ALERT, CAMERA + TILED, ALERT + TILED];
export const CAMERA_LAYERS = [EDITED_LAYER, ALARM, ...MARK_LAYERS];
export const CLUSTER_LAYERS = [CLUSTER, CLUSTER + TILED];

const CLUSTER_RADIUS_PX = 12;
const CLUSTER_MAX_ZOOM = 11;
const NAMES_FROM_ZOOM = 12.5;
const CHAINAGE_FROM_ZOOM = 10.5;
const TENTHS_FROM_ZOOM = 8;
const POSTS_FROM_ZOOM = 11;

/** The layers that people can take off, by the names of the style. Borders and places are the built-in basemap's. */
export const STYLE_LAYERS: Partial<Record<MapLayer, readonly string[]>> = {
  roads: ['lukou-road'],
  roadLabels: ['lukou-road-code'],
  posts: ['lukou-post-tenth', 'lukou-post-tenth-label', 'lukou-post', 'lukou-post-label'],
  cones: ['lukou-cone', 'lukou-cone-edge'],
  borders: ['border'],
  places: ['place-0', 'place-1'],
};

const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

export function addSources(map: LibraryMap): void {
  map.addSource(SOURCES.roads, { type: 'geojson', data: EMPTY, tolerance: 0.2 });
  map.addSource(SOURCES.cone, { type: 'geojson', data: EMPTY });
  map.addSource(SOURCES.posts, { type: 'geojson', data: EMPTY });
  map.addSource(SOURCES.rings, { type: 'geojson', data: EMPTY });
  map.addSource(SOURCES.areas, { type: 'geojson', data: EMPTY });
  map.addSource(SOURCES.selected, { type: 'geojson', data: EMPTY });
  map.addSource(SOURCES.edited, { type: 'geojson', data: EMPTY });
  map.addSource(SOURCES.cameras, {
    type: 'geojson',
    data: EMPTY,
    promoteId: 'id',
    cluster: true,
    clusterRadius: CLUSTER_RADIUS_PX,
    clusterMaxZoom: CLUSTER_MAX_ZOOM,
    clusterMinPoints: 5,
    clusterProperties: { online: ['+', ['case', ['==', ['get', 'status'], 'online'], 1, 0]] },
  });
  map.addSource(SOURCES.alarms, { type: 'geojson', data: EMPTY });
  map.addSource(SOURCES.alerts, { type: 'geojson', data: EMPTY, promoteId: 'id' });
}

export function addLayers(map: LibraryMap, palette: MapPalette): void {
  const cameras = [
    clusterLayer(CLUSTER, { source: SOURCES.cameras }),
    markLayer(CAMERA, { source: SOURCES.cameras }, palette),
    markLayer(ALERT, { source: SOURCES.alerts }, palette),
    markLayer(EDITED_LAYER, { source: SOURCES.edited }, palette),
  ];
  const below = [...roadLayers(palette), ...postLayers(palette), ...overlayLayers(palette)];
  for (const layer of [...below, ...cameras, alarmLayer(palette)]) {
    map.addLayer(layer);
  }
}

/** Cameras from the server's tiles, drawn like listed ones. */
export function addTiledCameras(
  map: LibraryMap,
  crs: Crs,
  palette: MapPalette,
  hidden: readonly MapLayer[],
): void {
  map.addSource(SOURCES.tiles, {
    type: 'vector',
    // A full address: the library's worker has no page that it could be relative to.
    tiles: [window.location.origin + tileTemplate(crs, hidden)],
    maxzoom: SINGLES_ZOOM,
  });
  const from = (layer: string) => ({ source: SOURCES.tiles, 'source-layer': layer });
  map.addLayer(clusterLayer(CLUSTER + TILED, from(TILE_LAYERS.clusters)), MOVING_LAYER);
  map.addLayer(markLayer(CAMERA + TILED, from(TILE_LAYERS.cameras), palette), MOVING_LAYER);
  map.addLayer(markLayer(ALERT + TILED, from(TILE_LAYERS.alerts), palette), MOVING_LAYER);
}

export function removeTiledCameras(map: LibraryMap): void {
  for (const layer of TILED_LAYERS) map.removeLayer(layer);
  map.removeSource(SOURCES.tiles);
}

function roadLayers(palette: MapPalette): LayerSpecification[] {
  return [
    {
      id: 'lukou-road',
      type: 'line',
      source: SOURCES.roads,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': ['match', ['get', 'kind'], 'expressway', palette.expressway, palette.road],
        'line-opacity': 0.85,
        'line-width': [
          'interpolate',
          ['exponential', 1.4],
          ['zoom'],
          5,
          0.8,
          8,
          1.4,
          12,
          2.4,
          16,
          7,
        ],
        // The two directions part only where there is room to tell them apart.
        'line-offset': ['interpolate', ['linear'], ['zoom'], 11, 0, 13, 2, 16, 6],
      },
    },
    {
      id: 'lukou-road-code',
      type: 'symbol',
      source: SOURCES.roads,
      filter: ['==', ['get', 'direction'], 'up'],
      minzoom: 6,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 320,
        'text-field': ['get', 'code'],
        'text-font': LABEL_FONT,
        'text-size': 10.5 * palette.scale,
        // Beside the line: on it the camera marks would cover it.
        'text-offset': [0, -1],
      },
      paint: {
        'text-color': palette.expressway,
        'text-halo-color': palette.halo,
        'text-halo-width': 2,
      },
    },
  ];
}

/** Every kilometre where there is room for it, every tenth from afar. */
function postLayers(palette: MapPalette): LayerSpecification[] {
  const layers = (id: string, zooms: { minzoom: number; maxzoom?: number }, tenths: boolean) => {
    const common = {
      source: SOURCES.posts,
      ...zooms,
      ...(tenths && { filter: ['get', 'tenth'] satisfies ExpressionSpecification }),
    };
    const dot: LayerSpecification = {
      id,
      type: 'circle',
      ...common,
      paint: {
        'circle-radius': 2.2 * palette.scale,
        'circle-color': palette.halo,
        'circle-stroke-color': palette.label,
        'circle-stroke-width': 1.2 * palette.scale,
      },
    };
    const label: LayerSpecification = {
      id: `${id}-label`,
      type: 'symbol',
      ...common,
      layout: {
        'text-field': ['concat', 'K', ['get', 'km']],
        'text-font': LABEL_FONT,
        'text-size': 10 * palette.scale,
        'text-anchor': 'right',
        'text-offset': [-0.6, 0],
      },
      paint: {
        'text-color': palette.label,
        'text-halo-color': palette.halo,
        'text-halo-width': 1.4,
      },
    };
    return [dot, label];
  };
  return [
    ...layers('lukou-post-tenth', { minzoom: TENTHS_FROM_ZOOM, maxzoom: POSTS_FROM_ZOOM }, true),
    ...layers('lukou-post', { minzoom: POSTS_FROM_ZOOM }, false),
  ];
}

function overlayLayers(palette: MapPalette): LayerSpecification[] {
  return [
    {
      id: 'lukou-area',
      type: 'fill',
      source: SOURCES.areas,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': palette.accent, 'fill-opacity': 0.1 },
    },
    {
      id: 'lukou-area-edge',
      type: 'line',
      source: SOURCES.areas,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'line-color': palette.accent, 'line-width': 1.5, 'line-dasharray': [3, 2] },
    },
    {
      id: 'lukou-stretch',
      type: 'line',
      source: SOURCES.areas,
      filter: ['==', ['geometry-type'], 'LineString'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': palette.accent,
        'line-opacity': 0.3,
        'line-width': 14 * palette.scale,
      },
    },
    {
      id: 'lukou-selected',
      type: 'circle',
      source: SOURCES.selected,
      paint: {
        'circle-radius': 8 * palette.scale,
        'circle-opacity': 0,
        'circle-stroke-color': palette.accent,
        'circle-stroke-width': 2 * palette.scale,
      },
    },
    {
      id: 'lukou-edited-ring',
      type: 'circle',
      source: SOURCES.edited,
      paint: {
        'circle-radius': 9 * palette.scale,
        'circle-opacity': 0,
        'circle-stroke-color': palette.accent,
        'circle-stroke-width': 1.5 * palette.scale,
      },
    },
    {
      id: 'lukou-cone',
      type: 'fill',
      source: SOURCES.cone,
      paint: { 'fill-color': palette.accent, 'fill-opacity': 0.28 },
    },
    {
      id: 'lukou-cone-edge',
      type: 'line',
      source: SOURCES.cone,
      paint: { 'line-color': palette.accent, 'line-opacity': 0.7, 'line-width': 1 },
    },
    {
      id: 'lukou-ring',
      type: 'circle',
      source: SOURCES.rings,
      paint: {
        'circle-radius': 10 * palette.scale,
        'circle-color': palette.accent,
        'circle-opacity': 0.18,
        'circle-stroke-color': palette.accent,
        'circle-stroke-width': 1.5 * palette.scale,
      },
    },
  ];
}

/** A target around whatever stands there, a cluster too. */
function alarmLayer(palette: MapPalette): LayerSpecification {
  const colour: ExpressionSpecification = [
    'match',
    ['get', 'severity'],
    'critical',
    palette.alarm,
    palette.fault,
  ];
  return {
    id: ALARM,
    type: 'circle',
    source: SOURCES.alarms,
    layout: { 'circle-sort-key': ['match', ['get', 'severity'], 'critical', 1, 0] },
    paint: {
      'circle-radius': 11 * palette.scale,
      'circle-color': colour,
      'circle-opacity': 0.25,
      'circle-stroke-color': colour,
      'circle-stroke-width': 2.5 * palette.scale,
    },
  };
}

type From = { source: string; 'source-layer'?: string };

function clusterLayer(id: string, from: From): LayerSpecification {
  return {
    id,
    type: 'symbol',
    ...from,
    filter: ['has', 'point_count'],
    layout: {
      'icon-image': clusterIconExpression,
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  };
}

function markLayer(id: string, from: From, palette: MapPalette): LayerSpecification {
  return {
    id,
    type: 'symbol',
    ...from,
    filter: ['!', ['has', 'point_count']],
    layout: {
      'icon-image': ['concat', 'camera-', ['get', 'status'], '-', ['get', 'kind']],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'text-field': [
        'step',
        ['zoom'],
        '',
        CHAINAGE_FROM_ZOOM,
        ['get', 'chainage'],
        NAMES_FROM_ZOOM,
        ['get', 'name'],
      ],
      'text-font': LABEL_FONT,
      'text-size': 11 * palette.scale,
      'text-anchor': 'left',
      'text-offset': [0.8, 0],
      'text-optional': true,
      'text-max-width': 16,
    },
    paint: {
      'text-color': palette.text,
      'text-halo-color': palette.halo,
      'text-halo-width': 1.4,
    },
  };
}
