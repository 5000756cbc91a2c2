'use client';
import { createContext, type ReactNode, use, useState } from 'react';
import { type StoreApi, useStore } from 'zustand';
import { useDesk } from '../desk/use-desk.ts';
import { useCurrentUser } from '../session/current-user.tsx';
import type { ActionId } from './actions.ts';
import { keyOf } from './keymap.ts';
import { createKeyStore, type KeyState, USUAL_KEYS } from './store.ts';

const KeysContext = createContext<StoreApi<KeyState>>(USUAL_KEYS);

/** The keys of whoever is signed in, for everything below. */
export function KeysProvider({ children }: { children: ReactNode }) {
  const { id } = useCurrentUser();
  const [store] = useState(() => createKeyStore(id));
  useDesk('keys', store, 'taken');
  return <KeysContext value={store}>{children}</KeysContext>;
}

/** The store itself, for what reads it when a key is pressed. */
export function useKeysApi(): StoreApi<KeyState> {
  return use(KeysContext);
}

/** The name of an action's key, for tooltips and screen readers. */
export function useKey(id: ActionId): string {
  return useStore(useKeysApi(), ({ chosen }) => keyOf(chosen, id));
}
