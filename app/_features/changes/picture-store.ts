import { create } from 'zustand';

type PictureStore = {
  /** Camera id → when its last picture was taken, as far as this page was told. */
  takenAt: ReadonlyMap<string, number>;
  taken: (pictures: readonly { id: string; takenAt: Date }[]) => void;
};

const MOST_REMEMBERED = 2_000;

/** Which pictures are newer than what the browser may have cached. */
export const usePictures = create<PictureStore>((set) => ({
  takenAt: new Map(),
  taken: (pictures) =>
    set((state) => {
      const entries = [
        ...state.takenAt,
        ...pictures.map(({ id, takenAt }) => [id, takenAt.getTime()] as const),
      ];
      return { takenAt: new Map(entries.slice(-MOST_REMEMBERED)) };
    }),
}));

/** Address of a camera's last picture; changes when a new one was taken. */
function pictureUrl(cameraId: string, takenAt: number | undefined): string {
  const path = `/api/pictures/${encodeURIComponent(cameraId)}.jpg`;
  return takenAt === undefined ? path : `${path}?at=${takenAt}`;
}

export function usePictureUrl(cameraId: string): string {
  const takenAt = usePictures((state) => state.takenAt.get(cameraId));
  return pictureUrl(cameraId, takenAt);
}
