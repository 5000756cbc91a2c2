/** Focus and exposure of a simulated camera as its imaging settings tell them. */
export const IRIS_DB = { least: 0, most: 20 } as const;
export const MODES = ['AUTO', 'MANUAL'] as const;
export type Mode = (typeof MODES)[number];

export class LensModel {
  focusMode: Mode = 'AUTO';
  exposureMode: Mode = 'AUTO';
  /** Attenuation: 0 is wide open. */
  irisDb = 10;
  exposureTimeUs = 20_000;
}
