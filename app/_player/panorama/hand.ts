import type { Place } from './view.ts';

type Acts = {
  drag: (from: Place, to: Place) => void;
  enlarge: (factor: number) => void;
};

const WHEEL_STEP = 1.15;

/** Turns drags, pinches and the wheel on an element into acts. */
export function takeInHand(element: HTMLElement, acts: Acts, signal: AbortSignal): void {
  const pointers = new Map<number, Place>();
  const placeOf = ({ clientX, clientY }: PointerEvent): Place => {
    const { height, left, top, width } = element.getBoundingClientRect();
    return { x: ((clientX - left) / width) * 2 - 1, y: 1 - ((clientY - top) / height) * 2 };
  };
  const down = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    pointers.set(event.pointerId, placeOf(event));
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const from = pointers.get(event.pointerId);
    if (from === undefined) return;
    const to = placeOf(event);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, to);
    if (other === undefined) acts.drag(from, to);
    else acts.enlarge(distance(to, other) / Math.max(distance(from, other), 0.01));
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    if (event.deltaY !== 0) acts.enlarge(event.deltaY < 0 ? WHEEL_STEP : 1 / WHEEL_STEP);
  };
  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', move, { signal });
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'] as const)
    element.addEventListener(end, ({ pointerId }) => pointers.delete(pointerId), { signal });
  element.addEventListener('wheel', wheel, { signal, passive: false });
}

function distance(one: Place, other: Place): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
