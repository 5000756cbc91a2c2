'use client';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { layoutOf } from '../../../../server/walls/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { useSize } from '../../../_ui/use-size.ts';
import { useOpenEvents } from '../../events/open-store.ts';
import { useWallStore } from '../context.tsx';
import { cellCount, shortSide } from '../layouts.ts';
import { StartGate } from '../start-gate.ts';
import { GAP_LOOKS } from '../title-look.ts';
import { useHeldEvents } from '../use-held-events.ts';
import { WallCell } from './wall-cell.tsx';

const NO_EVENTS: never[] = [];

export function WallGrid() {
  const t = useTranslations('wall');
  const layout = useWallStore((store) => store.layout);
  const cells = useWallStore((store) => store.cells);
  const maximised = useWallStore((store) => store.maximised);
  const gap = useWallStore((store) => store.style.gap);
  const [gate] = useState(() => new StartGate(() => performance.now()));
  const grid = useRef<HTMLElement>(null);
  const size = useSize(grid);
  const { columns, rows, places } = layoutOf(layout);
  const shown = cells.slice(0, cellCount(layout));
  const open = useOpenEvents((store) => store.open?.newest ?? NO_EVENTS);
  const held = useHeldEvents(shown, open);
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
      {size !== null &&
        places.map((place, index) => {
          const cell = shown[index];
          if (cell === undefined) return null;
          const alone = maximised === index;
          return (
            <WallCell
              // A cell is its place: cameras come and go in it.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              key={index}
              index={index}
              cell={cell}
              held={held[index] ?? null}
              place={place}
              shortSidePx={
                alone ? Math.min(size.width, size.height) : shortSide(layout, index, size)
              }
              cellsShown={alone ? 1 : filled}
              enter={gate.enter}
            />
          );
        })}
    </section>
  );
}
