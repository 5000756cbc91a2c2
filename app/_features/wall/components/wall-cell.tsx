'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { WallCell as CellContent, Place } from '../../../../server/walls/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { Icon } from '../../../_ui/icons.tsx';
import { type Landing, useCellDrop } from '../cell-drop.ts';
import { useWallStore } from '../context.tsx';
import type { Held } from '../event-cells.ts';
import { EventStrip } from './event-strip.tsx';
import { FilledCell } from './filled-cell.tsx';

type WallCellProps = {
  index: number;
  cell: CellContent;
  /** An event that has the cell for now. */
  held: Held | null;
  place: Place;
  shortSidePx: number;
  cellsShown: number;
  enter: (signal: AbortSignal) => Promise<void>;
};

export function WallCell({ index, cell, held, place, ...rest }: WallCellProps) {
  const t = useTranslations('wall');
  const root = useRef<HTMLElement>(null);
  const focused = useWallStore((store) => store.focus === index);
  const focusCell = useWallStore((store) => store.focusCell);
  const maximised = useWallStore((store) => store.maximised);
  const maximise = useWallStore((store) => store.maximise);
  const { landing, props: drop } = useCellDrop(index, cell.cameraId !== null);
  const alone = maximised === index;
  const cameraId = held?.cameraId ?? cell.cameraId;
  useEffect(() => {
    // The keyboard's focus follows the chosen cell, but only where it is among cells already.
    const among = document.activeElement?.closest('[data-wall-cell]');
    if (focused && among && among !== root.current) root.current?.focus();
  }, [focused]);
  const [x, y, width, height] = place;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be dragged or laid over a picture
    <section
      ref={root}
      role="group"
      data-wall-cell={index}
      data-camera={cameraId ?? undefined}
      aria-label={cameraId === null ? t('emptyCell', { number: index + 1 }) : undefined}
      aria-labelledby={cameraId === null ? undefined : `wall-cell-${index}`}
      aria-current={focused || undefined}
      tabIndex={focused ? 0 : -1}
      onFocus={() => focusCell(index)}
      onPointerDown={() => focusCell(index)}
      onDoubleClick={() => cameraId !== null && maximise(alone ? null : index)}
      {...drop}
      style={{
        gridArea: alone
          ? '1 / 1 / -1 / -1'
          : `${y + 1} / ${x + 1} / span ${height} / span ${width}`,
      }}
      className={cn(
        'group/cell relative min-h-0 min-w-0 overflow-hidden bg-black outline-none select-none',
        maximised !== null && !alone && 'hidden',
      )}
    >
      {cameraId === null ? (
        <EmptyCell index={index} waits={cell.events !== undefined} />
      ) : (
        <FilledCell
          key={cameraId}
          index={index}
          cameraId={cameraId}
          quality={cell.quality}
          alone={alone}
          {...rest}
        />
      )}
      {held !== null && <EventStrip event={held.event} />}
      {landing !== null && <LandingMark landing={landing} />}
      <span
        aria-hidden="true"
        className={cn(
          'pointer-events-none absolute inset-0 z-20 border-2',
          focused ? 'border-accent' : 'border-transparent',
          'group-focus-visible/cell:border-white',
        )}
      />
    </section>
  );
}

function EmptyCell({ index, waits }: { index: number; waits: boolean }) {
  const t = useTranslations('wall');
  return (
    <div className="flex size-full flex-col items-center justify-center gap-1 bg-page p-2 text-center text-xs text-faint">
      <span className="text-lg text-quiet">{index + 1}</span>
      <Icon name={waits ? 'event' : 'plus'} className="size-4" />
      <span className="line-clamp-2">{t(waits ? 'eventCell.waits' : 'emptyHint')}</span>
    </div>
  );
}

/** What happens when the thing on the pointer is let go here. */
function LandingMark({ landing }: { landing: Landing }) {
  const t = useTranslations('wall');
  return (
    <div className="pointer-events-none absolute inset-0 z-20 flex items-center justify-center border-2 border-accent border-dashed bg-accent/20">
      <span className="rounded-md bg-accent-strong px-3 py-1 font-medium text-white">
        {t(landing)}
      </span>
    </div>
  );
}
