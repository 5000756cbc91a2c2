'use client';
import { LayerStoreProvider, MapStoreProvider } from '../context.tsx';
import { MapWorkspace } from './map-workspace.tsx';

export function MapPage() {
  return (
    <MapStoreProvider>
      <LayerStoreProvider>
        <MapWorkspace />
      </LayerStoreProvider>
    </MapStoreProvider>
  );
}
