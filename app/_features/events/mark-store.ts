import { create } from 'zustand';
import { useMay } from '../session/current-user.tsx';

type MarkStore = {
  cameraId: string | null;
  ask: (cameraId: string) => void;
  close: () => void;
};

/** The camera somebody saw something at, while they say what. */
export const useMarkStore = create<MarkStore>((set) => ({
  cameraId: null,
  ask: (cameraId) => set({ cameraId }),
  close: () => set({ cameraId: null }),
}));

/** Asks what is seen and marks it; null: not for this person. */
export function useMarkEvent(): ((cameraId: string) => void) | null {
  const may = useMay('events.handle');
  const ask = useMarkStore((store) => store.ask);
  return may ? ask : null;
}
