'use client';
import { createContext, type ReactNode, useContext, useState } from 'react';
import type { StoreApi, UseBoundStore } from 'zustand';
import { useCurrentUser } from '../session/current-user.tsx';
import { createWallStore, type WallStore } from './store.ts';

const StoreContext = createContext<UseBoundStore<StoreApi<WallStore>> | null>(null);

export function WallStoreProvider({ children }: { children: ReactNode }) {
  const { id } = useCurrentUser();
  const [store] = useState(() => createWallStore(id));
  return <StoreContext value={store}>{children}</StoreContext>;
}

/** The store itself, for what reads it at the moment of an event. */
export function useWallApi(): UseBoundStore<StoreApi<WallStore>> {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('outside the wall page');
  return store;
}

export function useWallStore<Value>(pick: (store: WallStore) => Value): Value {
  return useWallApi()(pick);
}
