'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { pageDwellS } from '../../../../server/patrols/schema.ts';
import { layoutOf } from '../../../../server/walls/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { Picture } from '../../../_ui/picture.tsx';
import { EmptyState } from '../../../_ui/states.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { useUiScale } from '../../../_ui/use-ui-scale.ts';
import { usePictureUrl } from '../../changes/picture-store.ts';
import { cellCount } from '../../wall/layouts.ts';
import { type DraftPage, draftPages } from '../draft.ts';
import { useDraft } from '../draft-context.tsx';
import { useEntryDrop } from '../entry-drag.ts';

const PAGE_PX = 268;

/** The pages as they will look: cameras are dragged into them and between them. */
export function PageGrid() {
  const t = useTranslations('patrol');
  const scroller = useRef<HTMLDivElement>(null);
  const scale = useUiScale();
  const entries = useDraft((draft) => draft.entries);
  const layout = useDraft((draft) => draft.fields.layout);
  const pages = draftPages(entries, cellCount(layout));
  const { props } = useEntryDrop(entries.length, false);
  const virtual = useVirtualizer({
    count: Math.ceil(pages.length / 2),
    getScrollElement: () => scroller.current,
    estimateSize: () => PAGE_PX * scale,
    overscan: 2,
  });
  return (
    <div ref={scroller} className="scroll-area h-full" {...props}>
      {pages.length === 0 && (
        <EmptyState icon="patrol" title={t('emptyPlan')} className="h-full">
          <p className="text-faint text-xs">{t('emptyPlanHint')}</p>
        </EmptyState>
      )}
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.index}
            className="absolute inset-x-0 top-0 grid grid-cols-2 gap-3 p-3"
            style={{ height: item.size, transform: `translateY(${item.start}px)` }}
          >
            {pages.slice(item.index * 2, item.index * 2 + 2).map((page, column) => (
              <PagePreview
                key={page.kind === 'plan' ? page.key : (page.slots[0]?.key ?? column)}
                number={item.index * 2 + column + 1}
                page={page}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function PagePreview({ number, page }: { number: number; page: DraftPage }) {
  const t = useTranslations('patrol');
  const layout = useDraft((draft) => draft.fields.layout);
  const plans = useDraft((draft) => draft.plans);
  const { columns, rows, places } = layoutOf(layout);
  const dwell = page.kind === 'plan' ? null : pageDwellS(page.slots.map(({ entry }) => entry));
  return (
    <section className="flex min-h-0 flex-col gap-1">
      <h3 className="flex justify-between text-quiet text-xs">
        <span>{t('pageNumber', { page: number })}</span>
        {dwell !== null && <span>{t('stays', { seconds: dwell })}</span>}
      </h3>
      {page.kind === 'plan' ? (
        <div className="grid flex-1 place-items-center rounded-md border border-dashed">
          {plans.get(page.planId)?.name ?? t('goneplan')}
        </div>
      ) : (
        <div
          className="grid min-h-0 flex-1 gap-px overflow-hidden rounded-md border bg-line"
          style={{
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
          }}
        >
          {places.map(([x, y, width, height], cell) => {
            const slot = page.slots[cell];
            const last = page.slots.at(-1);
            return (
              <PreviewCell
                key={slot?.key ?? `empty ${x} ${y}`}
                index={slot?.index ?? (last?.index ?? 0) + 1}
                cameraId={slot?.entry.cameraId ?? null}
                gridArea={`${y + 1} / ${x + 1} / span ${height} / span ${width}`}
              />
            );
          })}
        </div>
      )}
    </section>
  );
}

type PreviewCellProps = { index: number; cameraId: string | null; gridArea: string };

function PreviewCell({ index, cameraId, gridArea }: PreviewCellProps) {
  const { over, props } = useEntryDrop(index, cameraId !== null);
  const camera = useDraft((draft) => (cameraId === null ? undefined : draft.cameras.get(cameraId)));
  return (
    <div
      {...props}
      style={{ gridArea }}
      title={camera?.name}
      className={cn(
        'relative min-h-0 overflow-hidden bg-page',
        over && 'outline-2 outline-accent -outline-offset-2',
      )}
    >
      {cameraId !== null && <Still cameraId={cameraId} />}
      {camera !== undefined && (
        <span
          data-on-picture
          className="absolute inset-x-0 bottom-0 flex items-center gap-1 truncate bg-black/70 px-1 text-2xs text-white"
        >
          <StatusMark status={camera.status} className="size-2" />
          <span className="truncate">{camera.name}</span>
        </span>
      )}
    </div>
  );
}

function Still({ cameraId }: { cameraId: string }) {
  const url = usePictureUrl(cameraId);
  return (
    <Picture
      src={url}
      alt=""
      loading="lazy"
      draggable={false}
      onError={(event) => {
        event.currentTarget.hidden = true;
      }}
      className="absolute inset-0 size-full object-cover"
    />
  );
}
