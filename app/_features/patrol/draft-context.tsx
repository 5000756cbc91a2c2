'use client';
import { createContext, type ReactNode, useContext, useState } from 'react';
import type { StoreApi, UseBoundStore } from 'zustand';
import type { PatrolPlanView } from '../../../server/patrols/schema.ts';
import { createDraft, type DraftStore } from './draft.ts';

const DraftContext = createContext<UseBoundStore<StoreApi<DraftStore>> | null>(null);

export function DraftProvider({
  plan,
  children,
}: {
  plan: PatrolPlanView | null;
  children: ReactNode;
}) {
  const [store] = useState(() => createDraft(plan));
  return <DraftContext value={store}>{children}</DraftContext>;
}

export function useDraftApi(): UseBoundStore<StoreApi<DraftStore>> {
  const store = useContext(DraftContext);
  if (store === null) throw new Error('outside the plan editor');
  return store;
}

export function useDraft<Value>(pick: (store: DraftStore) => Value): Value {
  return useDraftApi()(pick);
}
