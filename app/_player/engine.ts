import type { PlayerFailure } from './state.ts';

export type EngineFacts = { codec: string | null; bitrate: number; packetsLost?: number };

/** Gets a live stream from a URL into a video element, until it is disposed. */
export type Engine = {
  facts: () => EngineFacts;
  /** Whether it keeps to the live edge by itself, as WebRTC and playlists do; else the player hurries and jumps. */
  readonly keepsUp: boolean;
  [Symbol.dispose]: () => void;
};

export type StartEngine = (
  url: string,
  onFailure: (failure: PlayerFailure) => void,
  signal: AbortSignal,
) => Promise<Engine>;

/** Where there is nothing to do, or nothing that can be done. */
export const NO_ENGINE: Engine = {
  facts: () => ({ codec: null, bitrate: 0 }),
  keepsUp: true,
  [Symbol.dispose]: () => undefined,
};

export const UNSUPPORTED: PlayerFailure = {
  code: 'player.unsupported',
  step: 'decode',
  final: true,
};
