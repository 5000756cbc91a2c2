'use client';
import { createContext, type ReactNode, useContext, useState } from 'react';
import type { StoreApi, UseBoundStore } from 'zustand';
import { useDesk } from '../desk/use-desk.ts';
import { useCurrentUser } from '../session/current-user.tsx';
import { createLayerStore, type LayerStoreApi } from './layer-store.ts';
import { createMapStore, type MapStore } from './store.ts';

const LayerContext = createContext<LayerStoreApi | null>(null);
const StoreContext = createContext<UseBoundStore<StoreApi<MapStore>> | null>(null);

export function MapStoreProvider({ children }: { children: ReactNode }) {
  const { id } = useCurrentUser();
  const [store] = useState(() => createMapStore(id));
  return <StoreContext value={store}>{children}</StoreContext>;
}

export function useMapStore<Value>(pick: (store: MapStore) => Value): Value {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('outside the map page');
  return store(pick);
}

/** The browser's own copy shows at once; what another browser changed comes a moment later. */
export function LayerStoreProvider({ children }: { children: ReactNode }) {
  const { id } = useCurrentUser();
  const [store] = useState(() => createLayerStore(id));
  useDesk('map', store);
  return <LayerContext value={store}>{children}</LayerContext>;
}

export function useLayerApi(): LayerStoreApi {
  const store = useContext(LayerContext);
  if (store === null) throw new Error('outside the map page');
  return store;
}

export function useLayerStore<Value>(
  pick: (store: ReturnType<LayerStoreApi['getState']>) => Value,
): Value {
  return useLayerApi()(pick);
}
