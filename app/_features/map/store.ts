import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { MapView } from './engine/map-engine.ts';

export type TreeTab = 'divisions' | 'groups' | 'roads' | 'devices' | 'marked';

/** A live picture pinned on the map, at a place on the screen. */
export type Pin = { cameraId: string; x: number; y: number };

export const MOST_PINS = 4;

type MapState = {
  tab: TreeTab;
  expanded: Record<TreeTab, string[]>;
  view: MapView | null;
  pins: Pin[];
  selectedId: string | null;
  /** Whether the named views are listed. */
  views: boolean;
};

type MapActions = {
  showTab: (tab: TreeTab) => void;
  toggleBranch: (tab: TreeTab, id: string, expanded: boolean) => void;
  rememberView: (view: MapView) => void;
  showViews: (views: boolean) => void;
  select: (cameraId: string | null) => void;
  /** Tells whether an older picture had to make room. */
  pin: (pin: Pin) => boolean;
  /** Another camera in the same place. */
  replacePin: (cameraId: string, by: string) => void;
  movePin: (cameraId: string, x: number, y: number) => void;
  unpin: (cameraId: string) => void;
  unpinAll: () => void;
};

export type MapStore = MapState & MapActions;

const INITIAL: MapState = {
  tab: 'roads',
  expanded: {
    divisions: [],
    groups: [],
    roads: ['kind:expressway'],
    devices: [],
    marked: ['favourites'],
  },
  view: null,
  pins: [],
  selectedId: null,
  views: false,
};

/** One person's map on this browser: what they opened, where they look, what they pinned. */
export function createMapStore(userId: string): UseBoundStore<StoreApi<MapStore>> {
  return create<MapStore>()(
    persist(
      (set, get) => ({
        ...INITIAL,
        showTab: (tab) => set({ tab }),
        toggleBranch: (tab, id, expanded) =>
          set(({ expanded: all }) => {
            const others = all[tab].filter((other) => other !== id);
            return { expanded: { ...all, [tab]: expanded ? [...others, id] : others } };
          }),
        rememberView: (view) => set({ view }),
        showViews: (views) => set({ views }),
        select: (selectedId) => set({ selectedId }),
        pin: (pin) => {
          const others = get().pins.filter((other) => other.cameraId !== pin.cameraId);
          const full = others.length >= MOST_PINS;
          set({ pins: [...(full ? others.slice(1) : others), pin], selectedId: pin.cameraId });
          return full;
        },
        replacePin: (cameraId, by) =>
          set(({ pins }) => ({
            selectedId: by,
            pins: pins
              .filter((pin) => pin.cameraId !== by)
              .map((pin) => (pin.cameraId === cameraId ? { ...pin, cameraId: by } : pin)),
          })),
        movePin: (cameraId, x, y) =>
          set(({ pins }) => ({
            pins: pins.map((pin) => (pin.cameraId === cameraId ? { ...pin, x, y } : pin)),
          })),
        unpin: (cameraId) =>
          set(({ pins }) => ({ pins: pins.filter((pin) => pin.cameraId !== cameraId) })),
        unpinAll: () => set({ pins: [] }),
      }),
      {
        name: `lukou-map-${userId}`,
        version: 1,
        partialize: ({ views: _, ...kept }) => kept,
        storage: createJSONStorage(() => localStorage),
        merge: (kept, current) => {
          const before = kept as Partial<MapStore> | undefined;
          // Trees that were added since it was kept are closed.
          const expanded = { ...current.expanded, ...before?.expanded };
          return { ...current, ...before, expanded };
        },
      },
    ),
  );
}
