import { createStore, type StoreApi } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { ACTIONS, type ActionId } from './actions.ts';
import { type Chosen, readChosen } from './keymap.ts';

export type KeyState = {
  chosen: Chosen;
  choose: (id: ActionId, name: string) => void;
  reset: () => void;
};

/** One person's keys. */
export function createKeyStore(userId: string) {
  return createStore<KeyState>()(
    persist(
      (set) => ({
        chosen: {},
        choose: (id, name) =>
          set(({ chosen: { [id]: _, ...others } }) => ({
            chosen: name === ACTIONS[id].key ? others : { ...others, [id]: name },
          })),
        reset: () => set({ chosen: {} }),
      }),
      {
        name: `lukou-keys-${userId}`,
        version: 1,
        storage: createJSONStorage(() => localStorage),
        partialize: ({ chosen }) => ({ chosen }),
        merge: (kept, current) => ({
          ...current,
          chosen: readChosen((kept as { chosen?: unknown } | undefined)?.chosen),
        }),
      },
    ),
  );
}

/** Where nobody has keys of their own. */
export const USUAL_KEYS: StoreApi<KeyState> = createStore<KeyState>()(() => ({
  chosen: {},
  choose: () => undefined,
  reset: () => undefined,
}));
