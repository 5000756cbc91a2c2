import type { VideoProfile } from './encoding/video-encoder.ts';
import type { StripGeometry } from './overlay/strip.ts';

export type StreamName = 'main' | 'sub';

/** What the two streams of a simulated camera look like on the wire. */
export const PROFILES: Readonly<Record<StreamName, VideoProfile>> = {
  main: { width: 1280, height: 720, fps: 25, gop: 50, kilobits: 2000, stripRows: 2 },
  sub: { width: 640, height: 360, fps: 15, gop: 30, kilobits: 400, stripRows: 1 },
};

export const STRIPS: Readonly<Record<StreamName, StripGeometry>> = {
  main: { widthInMacroblocks: 80, rows: 2, dot: 3, marginX: 8, marginY: 5 },
  sub: { widthInMacroblocks: 40, rows: 1, dot: 2, marginX: 6, marginY: 1 },
};
