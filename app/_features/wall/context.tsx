'use client';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { useTranslations } from 'use-intl';
import { LoadingRows } from '../../_ui/states.tsx';
import { useDesk } from '../desk/use-desk.ts';
import { useCurrentUser } from '../session/current-user.tsx';
import { createWallStore, type WallStore, type WallStoreApi } from './store.ts';

const StoreContext = createContext<WallStoreApi | null>(null);

export function WallStoreProvider({ children }: { children: ReactNode }) {
  const { id } = useCurrentUser();
  const [store] = useState(() => createWallStore(id));
  const ready = useDesk('wall', store);
  const t = useTranslations('common');
  if (!ready) return <LoadingRows rows={4} label={t('loading')} />;
  return <StoreContext value={store}>{children}</StoreContext>;
}

/** The store itself, for what reads it at the moment of an event. */
export function useWallApi(): WallStoreApi {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('outside the wall page');
  return store;
}

export function useWallStore<Value>(pick: (store: WallStore) => Value): Value {
  return useWallApi()(pick);
}
