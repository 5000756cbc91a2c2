import type * as GeoJSON from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
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
  cone: 'lukou-cone',
  rings: 'lukou-rings',
} as const;

export const CAMERA_LAYERS = ['lukou-camera', 'lukou-alert'];
export const CLUSTER_LAYER = 'lukou-cluster';

const CLUSTER_RADIUS_PX = 12;
const CLUSTER_MAX_ZOOM = 11;
const NAMES_FROM_ZOOM = 12.5;
const CHAINAGE_FROM_ZOOM = 10.5;

const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

export function addSources(map: LibraryMap): void {
  map.addSource(SOURCES.roads, { type: 'geojson', data: EMPTY, tolerance: 0.2 });
  map.addSource(SOURCES.cone, { type: 'geojson', data: EMPTY });
  map.addSource(SOURCES.rings, { type: 'geojson', data: EMPTY });
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
  map.addSource(SOURCES.alerts, { type: 'geojson', data: EMPTY, promoteId: 'id' });
}

export function addLayers(map: LibraryMap, palette: MapPalette): void {
  for (const layer of [
    ...roadLayers(palette),
    ...overlayLayers(palette),
    ...cameraLayers(palette),
  ]) {
    map.addLayer(layer);
  }
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

function overlayLayers(palette: MapPalette): LayerSpecification[] {
  return [
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

function cameraLayers(palette: MapPalette): LayerSpecification[] {
  const marks = (id: string, source: string): LayerSpecification => ({
    id,
    type: 'symbol',
    source,
    filter: ['!', ['has', 'point_count']],
    layout: {
      'icon-image': ['concat', 'camera-', ['get', 'status']],
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
  });
  return [
    {
      id: CLUSTER_LAYER,
      type: 'symbol',
      source: SOURCES.cameras,
      filter: ['has', 'point_count'],
      layout: {
        'icon-image': clusterIconExpression,
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
    marks('lukou-camera', SOURCES.cameras),
    marks('lukou-alert', SOURCES.alerts),
  ];
}
