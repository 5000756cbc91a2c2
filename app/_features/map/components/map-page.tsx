'use client';
import { MapStoreProvider } from '../context.tsx';
import { MapWorkspace } from './map-workspace.tsx';

export function MapPage() {
  return (
    <MapStoreProvider>
      <MapWorkspace />
    </MapStoreProvider>
  );
}
