'use client';
import { createContext, type ReactNode, useContext, useState } from 'react';
import type { StoreApi, UseBoundStore } from 'zustand';
import { useCurrentUser } from '../session/current-user.tsx';
import { createMapStore, type MapStore } from './store.ts';

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
