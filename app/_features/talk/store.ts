import { create } from 'zustand';
import { openMicrophone } from './microphone.ts';
import { type LineEvents, TalkLine, type TalkState } from './talk-line.ts';

/** A picture that came with the least delay stays so for a while: the next word often follows. */
const NEAR_FOR_MS = 30_000;

type TalkStore = {
  /** Whom this page talks through, or did last. */
  cameraId: string | null;
  state: TalkState;
  /** Of the voice, from 0 to 1. */
  level: number;
  /** It goes on without being held. */
  locked: boolean;
  /** The camera whose picture is wanted with the least delay. */
  near: string | null;
  press: (
    cameraId: string,
    locked: boolean,
    open: (signal: AbortSignal) => Promise<string>,
  ) => void;
  release: () => void;
  lock: () => void;
  /** It cannot be, and this is why. */
  refuse: (cameraId: string, code: string) => void;
  /** Forgets what went wrong. */
  dismiss: () => void;
};

function connectSocket(url: string, { said, closed }: LineEvents): WebSocket {
  const socket = new WebSocket(url);
  socket.addEventListener('message', said);
  socket.addEventListener('close', ({ reason }) => closed(reason));
  return socket;
}

const IDLE: TalkState = { name: 'idle' };

/** One person has one voice: a page talks through one camera at a time. */
export const useTalkStore = create<TalkStore>((set, get) => {
  let leaving: ReturnType<typeof setTimeout> | undefined;
  const line = new TalkLine({
    microphone: openMicrophone,
    connect: connectSocket,
    level: (level) => set({ level }),
    state: (state) => {
      clearTimeout(leaving);
      if (state.name === 'on-air' || state.name === 'connecting') set({ state });
      else {
        set({ state, locked: false, level: 0 });
        leaving = setTimeout(() => set({ near: null }), NEAR_FOR_MS);
      }
    },
  });
  return {
    cameraId: null,
    state: IDLE,
    level: 0,
    locked: false,
    near: null,
    press: (cameraId, locked, open) => {
      void line.press(open);
      set({ cameraId, locked, near: cameraId });
    },
    release: () => line.release(),
    lock: () => set({ locked: true }),
    refuse: (cameraId, code) => {
      line.release();
      set({ cameraId, state: { name: 'failed', code, details: {} } });
    },
    dismiss: () => {
      if (get().state.name === 'failed') set({ state: IDLE });
    },
  };
});
