import type { PlayerFailure } from './state.ts';

type EngineFacts = { codec: string | null; bitrate: number };

/** Gets a live stream from a URL into a video element, until it is disposed. */
export type Engine = {
  facts: () => EngineFacts;
  [Symbol.dispose]: () => void;
};

export type StartEngine = (
  url: string,
  onFailure: (failure: PlayerFailure) => void,
  signal: AbortSignal,
) => Promise<Engine>;
