import type { SceneEvent } from './scenes.ts';

/** Where something is in the picture, as shares of its width and height. */
export type Box = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

/** What really happens in a loop, for tests of diagnosis and analysis. Times are milliseconds in the loop. */
export type Truth = {
  readonly type: SceneEvent | 'blur' | 'cast' | 'dark';
  readonly fromMs: number;
  readonly toMs: number;
  /** 0 is the lane next to the median; null where no single lane is meant. */
  readonly lane: number | null;
  readonly direction: 'away' | 'towards' | null;
  /** The box of what it is about, where there is one, every half second. */
  readonly boxes: readonly { readonly atMs: number; readonly box: Box }[];
};
