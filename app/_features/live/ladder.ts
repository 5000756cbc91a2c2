import type { LiveState } from '../../../server/live/schema.ts';

/** The way from a click to a picture, in order; the words are in `live.step`. */
export const RUNGS = [
  'ticket',
  'place',
  'resolve',
  'connect',
  'signIn',
  'describe',
  'setup',
  'firstPacket',
  'tracks',
  'firstKeyFrame',
  'decode',
] as const;
export type Rung = (typeof RUNGS)[number];

const STEP_RUNGS: Record<string, Rung> = {
  ticket: 'ticket',
  place: 'place',
  resolve: 'resolve',
  connect: 'connect',
  'sign-in': 'signIn',
  describe: 'describe',
  setup: 'setup',
  'first-packet': 'firstPacket',
  tracks: 'tracks',
  'first-key-frame': 'firstKeyFrame',
  decode: 'decode',
};

export function rungOf(step: string): Rung | null {
  return STEP_RUNGS[step] ?? null;
}

/** Where it broke: the worker's account if it has one, else what the browser saw. */
export function brokenRung(
  browserStep: 'ticket' | 'connect' | 'decode',
  state: LiveState | undefined,
): Rung {
  if (browserStep === 'ticket') return 'ticket';
  if (state === undefined) return browserStep === 'decode' ? 'decode' : 'place';
  if (state.state === 'unplaced') return 'place';
  const failed = state.failure?.step === undefined ? null : rungOf(state.failure.step);
  if (state.failure !== null) return failed ?? 'connect';
  if (state.state === 'live') return 'decode';
  const last = state.trace.map((entry) => rungOf(entry.step)).findLast((rung) => rung !== null);
  return last ?? 'connect';
}
