'use client';
import { useEffect, useState } from 'react';
import type { StoreApi } from 'zustand';
import type { DeskPart } from '../../../server/desk/schema.ts';
import { useTRPCClient } from '../../_lib/trpc/client.ts';
import { useCurrentUser } from '../session/current-user.tsx';
import { DeskSync } from './desk-sync.ts';

/** A page that waits longer for the server than this goes on with what the browser has. */
const WAIT_AT_MOST_MS = 1_500;

/** A store with zustand's `persist`: what it keeps in the browser is what the desk keeps. */
type KeptStore<State> = StoreApi<State> & {
  readonly persist: {
    getOptions(): {
      partialize?: (state: State) => unknown;
      merge?: (kept: unknown, current: State) => State;
    };
  };
};

/**
 * Follows a store to any browser of its person. True once the page may show it. `late`: what comes too late for that is
 * let go, because somebody works with it by then, or taken all the same.
 */
export function useDesk<State>(
  part: DeskPart,
  store: KeptStore<State>,
  late: 'dropped' | 'taken' = 'dropped',
): boolean {
  const { id } = useCurrentUser();
  const client = useTRPCClient();
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const { partialize, merge } = store.persist.getOptions();
    let tooLate = false;
    const sync = new DeskSync({
      storage: localStorage,
      key: `lukou-desk-${part}-${id}`,
      read: () => JSON.stringify(partialize?.(store.getState()) ?? {}),
      apply: (value) => {
        if (tooLate || !merge) return false;
        store.setState(merge(value, store.getState()), true);
        return true;
      },
      load: () => client.desk.get.query({ part }),
      keep: (value) => client.desk.keep.mutate({ part, value }),
    });
    const timer = setTimeout(() => {
      tooLate = late === 'dropped';
      setReady(true);
    }, WAIT_AT_MOST_MS);
    void sync
      .start()
      .catch(() => undefined) // the browser's own copy does
      .then(() => setReady(true));
    const stop = store.subscribe(() => sync.changed());
    return () => {
      clearTimeout(timer);
      stop();
      sync[Symbol.dispose]();
    };
  }, [part, store, late, id, client]);
  return ready;
}
