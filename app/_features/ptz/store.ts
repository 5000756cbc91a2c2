import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

const USUAL_SPEED = 50;

type Notice = { readonly code: string; readonly details: Record<string, unknown> };

type PtzStore = {
  /** PTZ mode: keys and pointer steer the chosen camera. */
  on: boolean;
  speed: number;
  /** Dragging in the picture draws a box instead of steering. */
  frames: boolean;
  /** What went wrong last. */
  notice: Notice | null;
  toggle: () => void;
  leave: () => void;
  toggleFrames: () => void;
  setSpeed: (speed: number) => void;
  tell: (notice: Notice | null) => void;
};

export const usePtzStore = create<PtzStore>()(
  persist(
    (set) => ({
      on: false,
      speed: USUAL_SPEED,
      frames: false,
      notice: null,
      toggle: () => set(({ on }) => ({ on: !on, notice: null })),
      leave: () => set({ on: false, notice: null }),
      toggleFrames: () => set(({ frames }) => ({ frames: !frames })),
      setSpeed: (speed) => set({ speed: Math.max(1, Math.min(100, Math.round(speed))) }),
      tell: (notice) => set({ notice }),
    }),
    {
      name: 'lukou-ptz',
      version: 1,
      storage: createJSONStorage(() => localStorage),
      partialize: ({ speed }) => ({ speed }),
      merge: (kept, current) => ({ ...current, speed: speedIn(kept) ?? current.speed }),
    },
  ),
);

/** What the browser kept may be damaged. */
function speedIn(kept: unknown): number | null {
  if (typeof kept !== 'object' || kept === null || !('speed' in kept)) return null;
  const { speed } = kept;
  return typeof speed === 'number' && speed >= 1 && speed <= 100 ? Math.round(speed) : null;
}
