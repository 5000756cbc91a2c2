'use client';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Quality } from '../../../../server/cameras/schema.ts';
import type { WallCell, WallLayout } from '../../../../server/walls/schema.ts';
import { EmptyState } from '../../../_ui/states.tsx';
import { useSize } from '../../../_ui/use-size.ts';
import { LivePicture, type ShownLevel } from '../../live/components/live-picture.tsx';
import { PictureHeader } from '../../wall/components/picture-header.tsx';
import { cellCount, layoutOf, shortSide } from '../../wall/layouts.ts';
import { StartGate } from '../../wall/start-gate.ts';
import { useWallCamera } from '../../wall/use-wall-camera.ts';
import { wantedQuality } from '../../wall/wanted-quality.ts';

/** A wall to look at: cells without tools. */
export function KioskWall({ layout, cells }: { layout: WallLayout; cells: readonly WallCell[] }) {
  const t = useTranslations('wall');
  const [gate] = useState(() => new StartGate(() => performance.now()));
  const grid = useRef<HTMLElement>(null);
  const size = useSize(grid);
  const { columns, rows, places } = layoutOf(layout);
  const shown = cells.slice(0, cellCount(layout));
  const filled = shown.filter(({ cameraId }) => cameraId !== null).length;
  return (
    <section
      ref={grid}
      aria-label={t('grid')}
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
      }}
      className="grid min-h-0 flex-1 gap-px bg-line"
    >
      {places.map(([x, y, width, height], index) => {
        const cell = shown[index];
        return (
          <div
            // A cell is its place.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={index}
            data-wall-cell={index}
            data-camera={cell?.cameraId ?? undefined}
            style={{ gridArea: `${y + 1} / ${x + 1} / span ${height} / span ${width}` }}
            className="@container relative min-h-0 min-w-0 overflow-hidden bg-page"
          >
            {size !== null && cell?.cameraId != null && (
              <KioskCell
                cameraId={cell.cameraId}
                wanted={wantedQuality(cell.quality, shortSide(layout, index, size), filled)}
                enter={gate.enter}
              />
            )}
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
