import { create } from 'zustand';

type ConnectionState = 'waiting' | 'live' | 'lost';

type ConnectionStore = { state: ConnectionState; become: (state: ConnectionState) => void };

/** How the stream of live changes is doing. */
export const useConnection = create<ConnectionStore>((set) => ({
  state: 'waiting',
  become: (state) => set({ state }),
}));
