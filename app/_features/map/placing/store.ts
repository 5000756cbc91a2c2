import { create } from 'zustand';
import type { CameraPlace, PlacedCamera, PlaceInput } from '../../../../server/cameras/schema.ts';
import type { WhichPoint } from './handles.ts';
import {
  type ChangeKind,
  change,
  forget,
  hasRoom,
  learn,
  NO_SESSION,
  type PlacingSession,
  redo,
  saved,
  settle,
  undo,
  unsaved,
} from './session.ts';

type PlacingStore = {
  on: boolean;
  chosenId: string | null;
  /** Which of a camera's two points is moved. */
  point: WhichPoint;
  session: PlacingSession;
  /** While something is dragged: shown, and no step yet. */
  draft: { id: string; place: CameraPlace } | null;
  /** Cameras that somebody else changed meanwhile. */
  conflict: readonly string[];
  turn: (on: boolean) => void;
  choose: (id: string | null) => void;
  move: (point: WhichPoint) => void;
  learn: (fresh: readonly PlacedCamera[]) => void;
  hearStatus: (id: string, status: PlacedCamera['camera']['status']) => void;
  forget: (ids: readonly string[]) => void;
  drag: (id: string, place: CameraPlace) => void;
  /** Nothing where too many cameras wait to be saved. */
  change: (id: string, place: CameraPlace, kind: ChangeKind) => void;
  dropDraft: () => void;
  undo: () => void;
  redo: () => void;
  discard: () => void;
  saved: (sent: PlaceInput['changes']) => void;
  clash: (ids: readonly string[]) => void;
  settle: (fresh: readonly PlacedCamera[], whose: 'mine' | 'theirs') => void;
};

/** Cameras being placed on the map. It outlives the page: the way to the wall and back loses nothing. */
export const usePlacing = create<PlacingStore>((set) => ({
  on: false,
  chosenId: null,
  point: 'display',
  session: NO_SESSION,
  draft: null,
  conflict: [],
  turn: (on) =>
    set(({ session }) => ({
      on,
      chosenId: null,
      draft: null,
      session: unsaved(session).length === 0 ? NO_SESSION : session,
    })),
  choose: (chosenId) => set({ chosenId, draft: null }),
  move: (point) => set({ point }),
  learn: (fresh) => set(({ session }) => ({ session: learn(session, fresh) })),
  hearStatus: (id, status) =>
    set(({ session }) => {
      const known = session.cameras.get(id);
      if (known === undefined) return {};
      const cameras = new Map(session.cameras);
      cameras.set(id, { ...known, camera: { ...known.camera, status } });
      return { session: { ...session, cameras } };
    }),
  forget: (ids) =>
    set(({ session, chosenId }) => ({
      session: forget(session, ids),
      chosenId: chosenId !== null && ids.includes(chosenId) ? null : chosenId,
    })),
  drag: (id, place) =>
    set(({ session }) => (hasRoom(session, id) ? { draft: { id, place } } : { draft: null })),
  change: (id, place, kind) =>
    set(({ session }) => ({
      draft: null,
      session: hasRoom(session, id) ? change(session, id, place, kind, Date.now()) : session,
    })),
  dropDraft: () => set({ draft: null }),
  undo: () =>
    set(({ session, chosenId }) => {
      const { session: before, id } = undo(session);
      return { session: before, draft: null, chosenId: id ?? chosenId };
    }),
  redo: () =>
    set(({ session, chosenId }) => {
      const { session: after, id } = redo(session);
      return { session: after, draft: null, chosenId: id ?? chosenId };
    }),
  discard: () => set({ session: NO_SESSION, chosenId: null, draft: null, conflict: [] }),
  saved: (sent) => set(({ session }) => ({ session: saved(session, sent), conflict: [] })),
  clash: (conflict) => set({ conflict }),
  settle: (fresh, whose) =>
    set(({ session }) => ({ session: settle(session, fresh, whose), conflict: [] })),
}));

/** A browser asks before it closes or reloads over what is not saved. */
if (typeof window !== 'undefined') {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  usePlacing.subscribe(({ session }) => {
    if (unsaved(session).length > 0) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
  });
}
