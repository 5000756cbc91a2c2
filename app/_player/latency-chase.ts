/** Beyond this the viewer is not watching live any more: jump. */
const JUMP_BEHIND_S = 4;
const JUMP_LEAVES_S = 0.5;
const HURRY_BEHIND_S = 1.2;
const CALM_BEHIND_S = 0.6;
const HURRY_RATE = 1.15;

export type Chase =
  | { kind: 'keep' }
  | { kind: 'rate'; rate: number }
  | { kind: 'jump'; leaveS: number };

/** What to do about the video buffered ahead of the picture. Between calm and hurry the rate stays as it is. */
export function chase(bufferedS: number, rate: number): Chase {
  if (bufferedS > JUMP_BEHIND_S) return { kind: 'jump', leaveS: JUMP_LEAVES_S };
  if (bufferedS > HURRY_BEHIND_S && rate !== HURRY_RATE) return { kind: 'rate', rate: HURRY_RATE };
  if (bufferedS < CALM_BEHIND_S && rate !== 1) return { kind: 'rate', rate: 1 };
  return { kind: 'keep' };
}
