'use client';
import { type ComponentProps, type PointerEvent, useRef } from 'react';
import { cn } from '../../../_ui/cn.ts';
import type { ScreenPoint } from '../engine/library.ts';

/** A press that moves less is a click. */
const LEAST_MOVE_PX = 3;

type DragGripProps = Pick<ComponentProps<'button'>, 'aria-label' | 'children' | 'className'> & {
  at: ScreenPoint;
  /** Where the pointer takes it, on the map's own pixels. */
  onDrag: (to: ScreenPoint) => void;
  /** `moved`: otherwise it was only pressed. */
  onEnd: (moved: boolean) => void;
  onCancel: () => void;
  onInside?: (inside: boolean) => void;
};

/** Something on the map that is taken and dragged; it keeps its distance to the pointer that took it. */
export function DragGrip({
  at,
  onDrag,
  onEnd,
  onCancel,
  onInside,
  className,
  ...rest
}: DragGripProps) {
  const taken = useRef<{ from: ScreenPoint; at: ScreenPoint; moved: boolean } | null>(null);
  const move = (event: PointerEvent) => {
    if (taken.current === null) return;
    const { from, at: start } = taken.current;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    taken.current.moved ||= Math.hypot(dx, dy) >= LEAST_MOVE_PX;
    if (taken.current.moved) onDrag({ x: start.x + dx, y: start.y + dy });
  };
  return (
    <button
      {...rest}
      type="button"
      style={{ left: at.x, top: at.y }}
      className={cn(
        'pointer-events-auto absolute -translate-x-1/2 -translate-y-1/2 touch-none rounded-full',
        className,
      )}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        taken.current = { from: { x: event.clientX, y: event.clientY }, at, moved: false };
      }}
      onPointerMove={move}
      onPointerUp={() => {
        const { moved = false } = taken.current ?? {};
        taken.current = null;
        onEnd(moved);
      }}
      onPointerCancel={() => {
        taken.current = null;
        onCancel();
      }}
      onPointerEnter={() => onInside?.(true)}
      onPointerLeave={() => onInside?.(false)}
    />
  );
}
