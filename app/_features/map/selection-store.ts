import { create } from 'zustand';
import {
  type Area,
  MOST_AREAS,
  MOST_SINGLES,
  type Selection,
} from '../../../server/cameras/schema.ts';

/** What a drag or a click on the map is for; null: looking around. */
export type SelectionTool = 'box' | 'lasso' | 'road';

export const NO_SELECTION: Selection = { areas: [], chosen: [], leftOut: [] };

type SelectionStore = {
  selection: Selection;
  tool: SelectionTool | null;
  /** Whether its cameras are listed. */
  listed: boolean;
  /** Instead of everything before, or beside it. */
  take: (area: Area, beside: boolean) => void;
  add: (cameraIds: readonly string[]) => void;
  leaveOut: (cameraId: string) => void;
  clear: () => void;
  restore: (selection: Selection) => void;
  use: (tool: SelectionTool | null) => void;
  showList: (listed: boolean) => void;
};

export function isEmpty({ areas, chosen }: Selection): boolean {
  return areas.length === 0 && chosen.length === 0;
}

const without = (ids: readonly string[], gone: readonly string[]) =>
  ids.filter((id) => !gone.includes(id));

/** Cameras chosen on the map. It outlives the page: the way to the wall and back loses nothing. */
export const useSelection = create<SelectionStore>((set) => ({
  selection: NO_SELECTION,
  tool: null,
  listed: false,
  take: (area, beside) =>
    set(({ selection }) => ({
      tool: null,
      selection: beside
        ? { ...selection, areas: [...selection.areas, area].slice(-MOST_AREAS) }
        : { ...NO_SELECTION, areas: [area] },
    })),
  add: (cameraIds) =>
    set(({ selection: { areas, chosen, leftOut } }) => ({
      selection: {
        areas,
        chosen: [...without(chosen, cameraIds), ...cameraIds].slice(-MOST_SINGLES),
        leftOut: without(leftOut, cameraIds),
      },
    })),
  leaveOut: (cameraId) =>
    set(({ selection: { areas, chosen, leftOut } }) => ({
      selection: {
        areas,
        chosen: without(chosen, [cameraId]),
        leftOut: areas.length === 0 ? [] : [...leftOut, cameraId].slice(-MOST_SINGLES),
      },
    })),
  clear: () => set({ selection: NO_SELECTION, listed: false }),
  restore: (selection) => set({ selection }),
  use: (tool) => set({ tool }),
  showList: (listed) => set({ listed }),
}));
