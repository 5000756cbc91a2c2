'use client';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PatrolProgram } from '../../../../server/patrols/schema.ts';
import { layoutOf } from '../../../../server/walls/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { useToasts } from '../../../_ui/toast-store.ts';
import { hasLiveEvent } from '../../events/live-event.ts';
import { useWallApi, useWallStore } from '../../wall/context.tsx';
import { GivenStyle } from '../../wall/given-style.ts';
import { GAP_LOOKS } from '../../wall/title-look.ts';
import type { Remark } from '../run-outbox.ts';
import { usePatrol } from '../use-patrol.ts';
import { usePatrolKeys } from '../use-patrol-keys.ts';
import { AbnormalDialog } from './abnormal-dialog.tsx';
import { PatrolBar } from './patrol-bar.tsx';
import { PatrolCell } from './patrol-cell.tsx';

type PatrolWallProps = {
  program: PatrolProgram;
  receivedAt: number;
  onClose: () => void;
  onFullScreen: () => void;
};

const NORMAL: Remark = { remark: 'normal', abnormality: null, note: null, failed: [] };

/** A running patrol: pictures above, the bar that leads it below. */
export function PatrolWall({ program, receivedAt, onClose, onFullScreen }: PatrolWallProps) {
  const t = useTranslations('patrol');
  const showToast = useToasts((store) => store.show);
  const grid = useRef<HTMLElement>(null);
  const [judging, setJudging] = useState<number | null>(null);
  const patrol = usePatrol(program, receivedAt, grid, {
    onEnd: () => {
      showToast({ tone: 'plain', text: t('finished', { name: program.name }) });
      onClose();
    },
    holds: hasLiveEvent,
  });
  const { session, view } = patrol;
  const style = useWallStore((store) => store.style);
  const unpack = useUnpack(program, view?.cells.map(({ slot }) => slot?.cameraId ?? null) ?? []);
  const judgedSlot = judging === null ? null : (view?.cells[judging]?.slot ?? null);

  useEffect(() => session?.runner.hold('remark', judging !== null), [session, judging]);
  useWindowEnd(program.windowEndsAt, program.now.getTime() - receivedAt, onClose);
  const remark = (cell: number, what: Remark) => {
    const slot = view?.cells[cell]?.slot;
    if (slot) session?.remark(slot.position, what);
  };
  const actions = {
    toggle: () =>
      view?.runner.playing === false ? session?.runner.play() : session?.runner.pause(),
    next: () => session?.runner.next(),
    previous: () => session?.runner.previous(),
    jump: (page: number) => session?.runner.jump(page),
    unpack: () => {
      unpack();
      onClose();
    },
    stop: onClose,
    fullScreen: onFullScreen,
    normal: (cell: number) => remark(cell, NORMAL),
    allNormal: () =>
      view?.cells.forEach(({ slot, record, state }, cell) => {
        if (slot !== null && state.name === 'playing' && !record?.remark) remark(cell, NORMAL);
      }),
    abnormal: setJudging,
  };
  usePatrolKeys(actions, { layout: program.layout, attested: program.attested });

  const { columns, rows, places } = layoutOf(program.layout);
  return (
    <GivenStyle value={style}>
      <section
        ref={grid}
        aria-label={t('running', { name: program.name })}
        data-patrol={program.id}
        data-patrol-page={view?.runner.page ?? undefined}
        data-patrol-round={view?.runner.round}
        data-patrol-ready={view?.runner.next?.ready}
        style={{
          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
        }}
        className={cn('grid min-h-0 flex-1', GAP_LOOKS[style.gap])}
      >
        {places.map((place, index) => (
          <PatrolCell
            // A cell is its place: cameras come and go in it.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={index}
            index={index}
            place={place}
            cell={view?.cells[index] ?? null}
            attested={program.attested}
            quality={patrol.qualityOf(index)}
            onRetry={() => patrol.retry(index)}
            onNormal={() => actions.normal(index)}
            onAbnormal={() => actions.abnormal(index)}
          />
        ))}
      </section>
      <PatrolBar
        program={program}
        view={view}
        actions={actions}
        late={patrol.troubled ? patrol.waiting : 0}
      />
      {judging !== null && judgedSlot !== null && (
        <AbnormalDialog
          camera={judgedSlot.camera?.name ?? judgedSlot.cameraId}
          checklist={program.checklist}
          onSave={(what) => session?.remark(judgedSlot.position, what)}
          onClose={() => setJudging(null)}
        />
      )}
    </GivenStyle>
  );
}

/** Freezes what is on the screen into the wall, and offers to bring back what was there. */
function useUnpack(program: PatrolProgram, cameraIds: readonly (string | null)[]) {
  const t = useTranslations();
  const api = useWallApi();
  const showToast = useToasts((store) => store.show);
  return () => {
    const { layout, cells, opened, replace } = api.getState();
    const unpacked = cameraIds.map((cameraId) => ({ cameraId, quality: 'auto' as const }));
    replace({ layout: program.layout, cells: unpacked }, null);
    if (!cells.some(({ cameraId }) => cameraId !== null)) return;
    showToast({
      tone: 'plain',
      text: t('patrol.unpacked'),
      action: { label: t('common.undo'), run: () => replace({ layout, cells }, opened) },
    });
  };
}

/** A patrol that began in a time window ends with it. */
function useWindowEnd(endsAt: Date | null, offsetMs: number, onEnd: () => void): void {
  const latest = useRef(onEnd);
  latest.current = onEnd;
  useEffect(() => {
    if (endsAt === null) return;
    const timer = setTimeout(
      () => latest.current(),
      Math.max(0, endsAt.getTime() - Date.now() - offsetMs),
    );
    return () => clearTimeout(timer);
  }, [endsAt, offsetMs]);
}
