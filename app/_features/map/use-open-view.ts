'use client';
import { useCallback } from 'react';
import type { NamedMapView } from '../../../server/map-views/schema.ts';
import { useLayerApi } from './context.tsx';
import type { MapEngine } from './engine/map-engine.ts';

/** In the map's address: the named view to open. */
export const VIEW = 'view';

/** Goes where a named view looks, with its basemap and layers. */
export function useOpenView(engine: MapEngine): (view: NamedMapView) => void {
  const layers = useLayerApi();
  return useCallback(
    ({ lon, lat, zoom, hidden, basemapId }) => {
      layers.getState().put({ hidden, basemapId });
      engine.moveTo([lon, lat], zoom);
    },
    [engine, layers],
  );
}
