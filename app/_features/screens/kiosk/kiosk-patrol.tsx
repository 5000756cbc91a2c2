'use client';
import { use, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { EventItem } from '../../../../server/events/schema.ts';
import type { PatrolProgram } from '../../../../server/patrols/schema.ts';
import { layoutOf } from '../../../../server/walls/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { EmptyState } from '../../../_ui/states.tsx';
import { holdsPicture } from '../../events/live-event.ts';
import { PatrolCell } from '../../patrol/components/patrol-cell.tsx';
import { usePatrol } from '../../patrol/use-patrol.ts';
import { GivenStyle } from '../../wall/given-style.ts';
import { GAP_LOOKS } from '../../wall/title-look.ts';

type KioskPatrolProps = {
  program: PatrolProgram;
  /** Of its cameras, unacknowledged. */
  events: readonly EventItem[];
};

/** A plan that runs by itself: nobody leads it and nobody attests it. */
export function KioskPatrol({ program: told, events }: KioskPatrolProps) {
  const t = useTranslations('patrol');
  // What is told again meanwhile is news of cameras, not another plan.
  const [program] = useState(told);
  if (program.entries.every(({ camera }) => camera === null))
    return <EmptyState icon="patrol" title={t('noCameras')} className="flex-1 bg-page text-xl" />;
  return <Running program={program} events={events} />;
}

const stay = () => undefined;

function Running({ program, events }: KioskPatrolProps) {
  const t = useTranslations('patrol');
  const [receivedAt] = useState(() => Date.now());
  const { gap } = use(GivenStyle);
  const grid = useRef<HTMLElement>(null);
  // A plan that runs once ends with its last page on the screen.
  const patrol = usePatrol(program, receivedAt, grid, {
    onEnd: stay,
    holds: (cameraId, nowMs) => holdsPicture(events, cameraId, nowMs),
  });
  const { view } = patrol;
  const { columns, rows, places } = layoutOf(program.layout);
  return (
    <section
      ref={grid}
      aria-label={t('running', { name: program.name })}
      data-patrol={program.id}
      data-patrol-page={view?.runner.page ?? undefined}
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
      }}
      className={cn('grid min-h-0 flex-1', GAP_LOOKS[gap])}
    >
      {places.map((place, index) => (
        <PatrolCell
          // A cell is its place: cameras come and go in it.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          index={index}
          place={place}
          cell={view?.cells[index] ?? null}
          attested={false}
          quality={patrol.qualityOf(index)}
          onRetry={() => patrol.retry(index)}
          onNormal={stay}
          onAbnormal={stay}
        />
      ))}
    </section>
  );
}
