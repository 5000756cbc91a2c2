'use client';
import { use, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Quality } from '../../../../server/cameras/schema.ts';
import type { EventItem } from '../../../../server/events/schema.ts';
import { layoutOf, type WallCell, type WallLayout } from '../../../../server/walls/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { EmptyState } from '../../../_ui/states.tsx';
import { useSize } from '../../../_ui/use-size.ts';
import { LivePicture, type ShownLevel } from '../../live/components/live-picture.tsx';
import { EventStrip } from '../../wall/components/event-strip.tsx';
import { PictureHeader } from '../../wall/components/picture-header.tsx';
import { GivenStyle } from '../../wall/given-style.ts';
import { cellCount, shortSide } from '../../wall/layouts.ts';
import { StartGate } from '../../wall/start-gate.ts';
import { GAP_LOOKS } from '../../wall/title-look.ts';
import { useHeldEvents } from '../../wall/use-held-events.ts';
import { useWallCamera } from '../../wall/use-wall-camera.ts';
import { wantedQuality } from '../../wall/wanted-quality.ts';

type KioskWallProps = {
  layout: WallLayout;
  cells: readonly WallCell[];
  /** For its event cells. */
  events: readonly EventItem[];
};

/** A wall to look at: cells without tools. */
export function KioskWall({ layout, cells, events }: KioskWallProps) {
  const t = useTranslations('wall');
  const [gate] = useState(() => new StartGate(() => performance.now()));
  const { gap } = use(GivenStyle);
  const grid = useRef<HTMLElement>(null);
  const size = useSize(grid);
  const { columns, rows, places } = layoutOf(layout);
  const shown = cells.slice(0, cellCount(layout));
  const held = useHeldEvents(shown, events);
  const filled = shown.filter((cell, index) => (held[index] ?? cell.cameraId) !== null).length;
  return (
    <section
      ref={grid}
      aria-label={t('grid')}
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
      }}
      className={cn('grid min-h-0 flex-1', GAP_LOOKS[gap])}
    >
      {places.map(([x, y, width, height], index) => {
        const cell = shown[index];
        const event = held[index]?.event;
        const cameraId = held[index]?.cameraId ?? cell?.cameraId ?? null;
        return (
          <div
            // A cell is its place.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={index}
            data-wall-cell={index}
            data-camera={cameraId ?? undefined}
            style={{ gridArea: `${y + 1} / ${x + 1} / span ${height} / span ${width}` }}
            className="@container relative min-h-0 min-w-0 overflow-hidden bg-page"
          >
            {size !== null && cell !== undefined && cameraId !== null && (
              <KioskCell
                key={cameraId}
                cameraId={cameraId}
                wanted={wantedQuality(cell.quality, shortSide(layout, index, size), filled)}
                enter={gate.enter}
              />
            )}
            {event !== undefined && <EventStrip event={event} />}
          </div>
        );
      })}
    </section>
  );
}

type KioskCellProps = {
  cameraId: string;
  wanted: Quality;
  enter: (signal: AbortSignal) => Promise<void>;
};

function KioskCell({ cameraId, wanted, enter }: KioskCellProps) {
  const t = useTranslations('wall');
  const camera = useWallCamera(cameraId);
  const [shown, setShown] = useState<ShownLevel['level']>('sub');
  if (camera.state !== 'known')
    return <EmptyState icon="block" title={t('missing')} className="size-full" />;
  return (
    <>
      <LivePicture
        cameraId={cameraId}
        name={camera.name}
        quality={wanted}
        stats={false}
        headed
        enter={enter}
        onShown={({ level }) => setShown(level)}
      />
      <PictureHeader cameraId={cameraId} quality={shown} />
    </>
  );
}
