import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { MapPalette } from './palette.ts';
import { placesGeoJson } from './places.ts';

/** Outlines made from the npm package by our own route; no other source of borders is used. */
const OUTLINE_URL = '/map-data/outline.json';
/** Cities other than provincial seats appear from here. */
const CITY_ZOOM = 5.6;

export const LABEL_FONT = ['sans-serif'];

/** The built-in offline basemap: quiet outlines and names, so that status colours speak. */
export function builtinStyle(palette: MapPalette, locale: 'zh' | 'en'): StyleSpecification {
  const name = (rank: number, size: number, minzoom: number): LayerSpecification => ({
    id: `place-${rank}`,
    type: 'symbol',
    source: 'places',
    minzoom,
    filter: ['==', ['get', 'rank'], rank],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': LABEL_FONT,
      'text-size': size * palette.scale,
      'text-padding': 6,
      'text-max-width': 12,
    },
    paint: {
      'text-color': palette.label,
      'text-halo-color': palette.halo,
      'text-halo-width': 1.4,
    },
  });
  return {
    version: 8,
    sources: {
      outline: { type: 'geojson', data: new URL(OUTLINE_URL, window.location.href).href },
      places: { type: 'geojson', data: placesGeoJson(locale) },
    },
    layers: [
      { id: 'water', type: 'background', paint: { 'background-color': palette.water } },
      {
        id: 'land',
        type: 'fill',
        source: 'outline',
        paint: { 'fill-color': palette.land },
        filter: ['==', ['get', 'home'], false],
      },
      {
        id: 'home',
        type: 'fill',
        source: 'outline',
        paint: { 'fill-color': palette.home },
        filter: ['==', ['get', 'home'], true],
      },
      {
        id: 'border',
        type: 'line',
        source: 'outline',
        paint: {
          'line-color': palette.border,
          'line-width': ['case', ['get', 'home'], 1.2, 0.6],
        },
      },
      name(1, 12, CITY_ZOOM),
      name(0, 13, 2.5),
    ],
  };
}
