'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type Box, MOST_TOGETHER } from '../../../../server/cameras/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { cn } from '../../../_ui/cn.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { BOX, boxOf, boxText } from '../box.ts';
import type { LonLat } from '../engine/library.ts';
import type { MapEngine } from '../engine/map-engine.ts';

/** Less is a click, not a box. */
const LEAST_PX = 6;

type BoxSelectProps = {
  engine: MapEngine;
  /** Grows with every move of the map, so that the box stays on its land. */
  moves: number;
};

/** While Shift is held a drag draws a box; what is in it can be opened on the wall. */
export function BoxSelect({ engine }: BoxSelectProps) {
  const armed = useShiftHeld();
  const from = useRef<LonLat | null>(null);
  const [drawing, setDrawing] = useState(false);
  const [box, setBox] = useState<Box | null>(null);
  const close = () => setBox(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setBox(null);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const groundAt = (event: PointerEvent<HTMLElement>): LonLat => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return engine.ground({ x: event.clientX - left, y: event.clientY - top });
  };
  const end = () => {
    from.current = null;
    setDrawing(false);
    setBox((drawn) => (drawn !== null && isSmall(engine, drawn) ? null : drawn));
  };
  return (
    <div
      className={cn(
        'absolute inset-0 overflow-hidden',
        armed || drawing ? 'cursor-crosshair touch-none' : 'pointer-events-none',
      )}
      onPointerDown={(event) => {
        if (event.target !== event.currentTarget || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = groundAt(event);
        setDrawing(true);
        setBox(null);
      }}
      onPointerMove={(event) => {
        if (from.current !== null) setBox(boxOf(from.current, groundAt(event)));
      }}
      onPointerUp={end}
      onPointerCancel={end}
    >
      {box !== null && (
        <>
          <div
            style={frameOf(engine, box)}
            className="pointer-events-none absolute border border-accent bg-accent/15"
          />
          {!drawing && <BoxActions box={box} at={frameOf(engine, box)} onClose={close} />}
        </>
      )}
    </div>
  );
}

function BoxActions({
  box,
  at,
  onClose,
}: {
  box: Box;
  at: { left: number; top: number };
  onClose: () => void;
}) {
  const t = useTranslations();
  const errorText = useErrorText();
  const router = useRouter();
  const trpc = useTRPC();
  const { data, error } = useQuery(
    trpc.cameras.within.queryOptions(box, { placeholderData: keepPreviousData }),
  );
  return (
    <section
      aria-label={t('map.box')}
      style={{ left: Math.max(8, at.left), top: Math.max(8, at.top + 8) }}
      className="pointer-events-auto absolute ml-2 flex items-center gap-2 rounded-md border border-edge bg-panel py-1 pr-1 pl-3 text-sm shadow-float"
    >
      <span role="status">
        {error !== null && errorText(error)}
        {error === null && (data ? t('map.boxCount', { count: data.total }) : t('common.loading'))}
      </span>
      {data !== undefined && data.total > 0 && (
        <Button look="primary" onClick={() => router.push(`/wall?${BOX}=${boxText(box)}`)}>
          {data.total > MOST_TOGETHER
            ? t('map.boxWallFirst', { count: MOST_TOGETHER })
            : t('map.boxWall')}
        </Button>
      )}
      <IconButton icon="close" size="sm" label={t('common.close')} onClick={onClose} />
    </section>
  );
}

function frameOf(engine: MapEngine, { west, south, east, north }: Box) {
  const topLeft = engine.project([west, north]);
  const bottomRight = engine.project([east, south]);
  return {
    left: topLeft.x,
    top: topLeft.y,
    width: bottomRight.x - topLeft.x,
    height: bottomRight.y - topLeft.y,
  };
}

function isSmall(engine: MapEngine, box: Box): boolean {
  const { width, height } = frameOf(engine, box);
  return Math.max(width, height) < LEAST_PX;
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
