import type { Collected } from '../../../../server/pictures/schema.ts';

export type CollectedCamera = Collected['items'][number];

/** What became of one camera's picture. */
export type Shot =
  | { readonly camera: CollectedCamera; readonly jpeg: Uint8Array; readonly takenAt: Date }
  | { readonly camera: CollectedCamera; readonly failure: unknown };

export type Taken = Extract<Shot, { takenAt: Date }>;
export type Missed = Extract<Shot, { failure: unknown }>;

export const isTaken = (shot: Shot): shot is Taken => 'jpeg' in shot;
export const isMissed = (shot: Shot): shot is Missed => 'failure' in shot;
