import { type Motion, STILL } from './ptz-link.ts';

/** Sticks never come to rest exactly in the middle. */
const DEAD_ZONE = 0.15;
/** Changes smaller than this are the hand's tremble. */
const STEPS = 20;

/** What of a gamepad counts, as the standard mapping names it (Gamepad API §8.3). */
export type PadState = {
  axes: readonly number[];
  buttons: readonly { pressed: boolean; value: number }[];
};

const [LEFT_X, LEFT_Y, RIGHT_Y] = [0, 1, 3];
const [BOTTOM, LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_TRIGGER, RIGHT_TRIGGER] = [0, 4, 5, 6, 7];

/** The bottom button stops whatever moves. */
export function padStops({ buttons }: PadState): boolean {
  return buttons[BOTTOM]?.pressed === true;
}

/** Left stick turns, faster the farther it is pushed; triggers or right stick zoom; shoulders focus. */
export function motionOfPad({ axes, buttons }: PadState): Motion | null {
  const pushed = (index: number) => buttons[index]?.value ?? 0;
  const held = (index: number) => Number(buttons[index]?.pressed === true);
  const triggers = pushed(RIGHT_TRIGGER) - pushed(LEFT_TRIGGER);
  const motion = {
    ...STILL,
    pan: beyondRest(axes[LEFT_X] ?? 0),
    tilt: beyondRest(-(axes[LEFT_Y] ?? 0)),
    zoom: beyondRest(triggers === 0 ? -(axes[RIGHT_Y] ?? 0) : triggers),
    focus: held(RIGHT_SHOULDER) - held(LEFT_SHOULDER),
  };
  return Object.values(motion).some((value) => value !== 0) ? motion : null;
}

/** From 0 at the edge of the dead zone to 1 at the end. */
function beyondRest(value: number): number {
  const size = Math.min(1, Math.abs(value));
  if (!(size > DEAD_ZONE)) return 0;
  const share = (size - DEAD_ZONE) / (1 - DEAD_ZONE);
  return (Math.sign(value) * Math.max(1, Math.round(share * STEPS))) / STEPS;
}
