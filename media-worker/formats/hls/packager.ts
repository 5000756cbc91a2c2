import type { Frame } from '../../media/frame.ts';
import type { Track } from '../../media/track.ts';

/** Turns frames into bytes of a format; `take` empties what was added since the last call. */
export type Packager = {
  init(tracks: readonly Track[]): Uint8Array;
  add(frame: Frame, duration: number): void;
  take(): Uint8Array;
};
