import { z } from 'zod';
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { type MapLayer, mapLayerSchema } from '../../../server/map-views/schema.ts';

type LayerState = {
  /** Layers that are off. */
  hidden: MapLayer[];
  basemapId: string | null;
  /** Whether layers and legend stand beside the map. */
  panel: boolean;
};

type LayerStore = LayerState & {
  toggle: (layer: MapLayer) => void;
  chooseBasemap: (id: string) => void;
  togglePanel: () => void;
  /** As a named view has it. */
  put: (state: Pick<LayerState, 'hidden' | 'basemapId'>) => void;
};

const INITIAL: LayerState = { hidden: [], basemapId: null, panel: false };

/** Another version of the product may have kept it: what this one does not understand is as at the start. */
const keptSchema = z.object({
  hidden: z
    .array(z.unknown())
    .transform((layers) =>
      layers.flatMap((layer): MapLayer | [] => mapLayerSchema.safeParse(layer).data ?? []),
    )
    .catch(INITIAL.hidden),
  basemapId: z.string().nullable().catch(null),
  panel: z.boolean().catch(false),
});

/** What one person's map is made of; follows them to any browser. */
export function createLayerStore(userId: string) {
  return create<LayerStore>()(
    persist(
      (set) => ({
        ...INITIAL,
        toggle: (layer) =>
          set(({ hidden }) => ({
            hidden: hidden.includes(layer)
              ? hidden.filter((other) => other !== layer)
              : [...hidden, layer],
          })),
        chooseBasemap: (basemapId) => set({ basemapId }),
        togglePanel: () => set(({ panel }) => ({ panel: !panel })),
        put: (state) => set(state),
      }),
      {
        name: `lukou-map-layers-${userId}`,
        version: 1,
        storage: createJSONStorage(() => localStorage),
        partialize: ({ hidden, basemapId, panel }) => ({ hidden, basemapId, panel }),
        merge: (kept, current) => ({ ...current, ...(keptSchema.safeParse(kept).data ?? INITIAL) }),
      },
    ),
  );
}

export type LayerStoreApi = ReturnType<typeof createLayerStore>;
