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

/** What the keys that are down mean together; `null`: nothing. */
export function motionOfKeys(keys: ReadonlySet<string>): Motion | null {
  const axis = (more: string, less: string) => Number(keys.has(more)) - Number(keys.has(less));
  const motion: Motion = {
    ...STILL,
    pan: axis('ArrowRight', 'ArrowLeft'),
    tilt: axis('ArrowUp', 'ArrowDown'),
    zoom: axis('zoom+', 'zoom-'),
    focus: axis('focus+', 'focus-'),
    iris: axis('iris+', 'iris-'),
  };
  return Object.values(motion).some((value) => value !== 0) ? motion : null;
}

const KEYS: Readonly<Record<string, string>> = {
  '+': 'zoom+',
  '=': 'zoom+',
  '-': 'zoom-',
  _: 'zoom-',
};

/** The name a key has in the set: with Shift the zoom keys turn the focus. */
export function steeringKey(key: string, code: string, shift: boolean): string | null {
  if (/^Arrow(Up|Down|Left|Right)$/.test(key)) return key;
  if (code === 'BracketLeft' || code === 'BracketRight')
    return code === 'BracketLeft' ? 'iris-' : 'iris+';
  const lens = code === 'NumpadAdd' ? 'zoom+' : code === 'NumpadSubtract' ? 'zoom-' : KEYS[key];
  if (lens === undefined) return null;
  // "+" is Shift and "=" on most keyboards: only Shift with the minus or the number pad's keys is meant.
  const focus = shift && (key === '_' || key === '+' || code.startsWith('Numpad'));
  return focus ? lens.replace('zoom', 'focus') : lens;
}

/** With Shift the arrows go at full speed. */
export function speedOf(speed: number, shift: boolean): number {
  return shift ? 100 : speed;
}
