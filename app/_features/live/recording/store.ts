import { create } from 'zustand';

export type Recording = { readonly since: number; readonly bytes: number };
type RecordingStore = {
  /** By picture: a cell of the wall, the large view. */
  readonly running: Readonly<Record<string, Recording>>;
  begin: (picture: string, since: number) => void;
  grow: (picture: string, bytes: number) => void;
  end: (picture: string) => void;
};

/** What is being recorded on this page. */
export const useRecordings = create<RecordingStore>((set) => ({
  running: {},
  begin: (picture, since) =>
    set(({ running }) => ({ running: { ...running, [picture]: { since, bytes: 0 } } })),
  grow: (picture, bytes) =>
    set(({ running }) => {
      const own = running[picture];
      return own === undefined ? {} : { running: { ...running, [picture]: { ...own, bytes } } };
    }),
  end: (picture) => set(({ running: { [picture]: _, ...others } }) => ({ running: others })),
}));
