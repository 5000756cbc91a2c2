import type { ActionId } from '../keys/actions.ts';
import { type Motion, STILL } from './ptz-link.ts';

/** Within this share of the picture around its middle the pointer moves nothing. */
const DEAD_ZONE = 0.06;

/** Faster the farther from the middle; `null` in the middle. x and y from −1 to 1, y downwards. */
export function motionTowards(x: number, y: number): Motion | null {
  const distance = Math.hypot(x, y);
  if (distance < DEAD_ZONE) return null;
  const share = (value: number) => Math.round(Math.max(-1, Math.min(1, value)) * 20) / 20;
  return { ...STILL, pan: share(x), tilt: share(-y) };
}

const STEERING = [
  'turnLeft',
  'turnRight',
  'turnUp',
  'turnDown',
  'lensIn',
  'lensOut',
  'irisOpen',
  'irisClose',
] as const satisfies ActionId[];
/** What one key moves while it is down. */
export type Steering = (typeof STEERING)[number] | 'focusIn' | 'focusOut';

/** What the keys that are down mean together; `null`: nothing. */
export function motionOfKeys(keys: ReadonlySet<Steering>): Motion | null {
  const axis = (more: Steering, less: Steering) => Number(keys.has(more)) - Number(keys.has(less));
  const motion: Motion = {
    ...STILL,
    pan: axis('turnRight', 'turnLeft'),
    tilt: axis('turnUp', 'turnDown'),
    zoom: axis('lensIn', 'lensOut'),
    focus: axis('focusIn', 'focusOut'),
    iris: axis('irisOpen', 'irisClose'),
  };
  return Object.values(motion).some((value) => value !== 0) ? motion : null;
}

/** With Shift the zoom keys turn the focus. Null for what is done once. */
export function steeringOf(action: ActionId | null, shift: boolean): Steering | null {
  if (shift && action === 'lensIn') return 'focusIn';
  if (shift && action === 'lensOut') return 'focusOut';
  return STEERING.find((steering) => steering === action) ?? null;
}

/** With Shift the arrows go at full speed. */
export function speedOf(speed: number, shift: boolean): number {
  return shift ? 100 : speed;
}
