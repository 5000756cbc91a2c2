import { create } from 'zustand';

type SoundStore = {
  /** The one picture of this page that is heard; null: none. */
  heard: string | null;
  /** 0 to 1. */
  volume: number;
  toggle: (picture: string) => void;
  /** Does nothing when another one is heard by now. */
  silence: (picture: string) => void;
  setVolume: (volume: number) => void;
};

/** Two cameras heard at once are none understood: turning one on turns the other off. */
export const useSound = create<SoundStore>((set) => ({
  heard: null,
  volume: 1,
  toggle: (picture) => set(({ heard }) => ({ heard: heard === picture ? null : picture })),
  silence: (picture) => set(({ heard }) => (heard === picture ? { heard: null } : {})),
  setVolume: (volume) => set({ volume: Math.min(Math.max(volume, 0), 1) }),
}));
