'use client';
import { type PointerEvent, useEffect, useState } from 'react';
import { cn } from '../../../_ui/cn.ts';
import type { ScreenPoint } from '../engine/library.ts';
import type { MapEngine } from '../engine/map-engine.ts';
import { useSelection } from '../selection-store.ts';
import { boxRing, drawnTo, fewerCorners, isShape } from '../shapes.ts';

/** While Shift is held, or a tool was taken, a drag draws a shape; what is in it is selected. */
export function ShapeTool({ engine }: { engine: MapEngine }) {
  const shift = useShiftHeld();
  const tool = useSelection((store) => store.tool);
  const take = useSelection((store) => store.take);
  const [line, setLine] = useState<readonly ScreenPoint[]>([]);
  const drawing = line.length > 0;
  const lasso = tool === 'lasso';
  const ring = lasso ? line : boxOf(line);

  const pointAt = (event: PointerEvent<HTMLElement>): ScreenPoint => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const end = (beside: boolean) => {
    setLine([]);
    if (!isShape(ring)) return;
    const corners = fewerCorners(ring).map((corner): [number, number] => {
      const [lon, lat] = engine.ground(corner);
      return [lon, lat];
    });
    take({ kind: 'shape', ring: corners }, beside);
  };
  return (
    <div
      data-shape-tool={tool ?? undefined}
      className={cn(
        'absolute inset-0 overflow-hidden',
        shift || drawing || tool === 'box' || lasso
          ? 'cursor-crosshair touch-none'
          : 'pointer-events-none',
      )}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setLine([pointAt(event)]);
      }}
      onPointerMove={(event) => {
        if (!drawing) return;
        const point = pointAt(event);
        setLine((before) => (lasso ? drawnTo(before, point) : [...before.slice(0, 1), point]));
      }}
      onPointerUp={(event) => end(event.ctrlKey || event.metaKey)}
      onPointerCancel={() => setLine([])}
    >
      {ring.length > 1 && (
        <svg aria-hidden="true" className="pointer-events-none size-full">
          <polygon
            points={ring.map(({ x, y }) => `${x},${y}`).join(' ')}
            className="fill-accent/15 stroke-accent"
          />
        </svg>
      )}
    </div>
  );
}

function boxOf([from, to]: readonly ScreenPoint[]): ScreenPoint[] {
  return from === undefined || to === undefined ? [] : boxRing(from, to);
}

function useShiftHeld(): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => setHeld(event.shiftKey);
    const onBlur = () => setHeld(false);
    window.addEventListener('keydown', onKey);
    window.addEventListener('keyup', onKey);
    window.addEventListener('blur', onBlur);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('keyup', onKey);
      window.removeEventListener('blur', onBlur);
    };
  }, []);
  return held;
}
