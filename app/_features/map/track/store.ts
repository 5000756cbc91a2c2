import { create } from 'zustand';

type TrackStore = {
  /** Whose track is looked at. */
  cameraId: string | null;
  hours: number;
  /** The time that is looked at; null: the newest. */
  atMs: number | null;
  open: (cameraId: string) => void;
  close: () => void;
  look: (hours: number) => void;
  scrub: (atMs: number | null) => void;
};

const USUAL_HOURS = 24;

export const useTrack = create<TrackStore>((set) => ({
  cameraId: null,
  hours: USUAL_HOURS,
  atMs: null,
  open: (cameraId) => set({ cameraId, atMs: null }),
  close: () => set({ cameraId: null, atMs: null }),
  look: (hours) => set({ hours, atMs: null }),
  scrub: (atMs) => set({ atMs }),
}));
