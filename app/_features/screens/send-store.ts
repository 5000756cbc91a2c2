import { create } from 'zustand';
import type { SendWhat } from '../../../server/screens/schema.ts';
import { useMay } from '../session/current-user.tsx';

type Parcel = { what: SendWhat; name: string };
type SendStore = { parcel: Parcel | null; offer: (parcel: Parcel) => void; close: () => void };

/** What somebody wants on a screen, while they choose which. */
export const useSendStore = create<SendStore>((set) => ({
  parcel: null,
  offer: (parcel) => set({ parcel }),
  close: () => set({ parcel: null }),
}));

/** Asks for the screen and sends; null: not for this person. */
export function useSendToScreen(): ((parcel: Parcel) => void) | null {
  const may = useMay('screens.send');
  const offer = useSendStore((store) => store.offer);
  return may ? offer : null;
}
