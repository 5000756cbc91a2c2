'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { EmptyState } from '../../../_ui/states.tsx';
import { useUiScale } from '../../../_ui/use-ui-scale.ts';
import { useDraft, useDraftApi } from '../draft-context.tsx';
import { useEntryDrop } from '../entry-drag.ts';
import { EntryRow } from './entry-row.tsx';

const ROW_PX = 36;

/** All entries in order: reordered by dragging, or with Alt and the arrow keys. */
export function EntryList() {
  const t = useTranslations('patrol');
  const api = useDraftApi();
  const scroller = useRef<HTMLDivElement>(null);
  const scale = useUiScale();
  const entries = useDraft((draft) => draft.entries);
  const { over, props } = useEntryDrop(entries.length, false);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX * scale,
    overscan: 10,
    getItemKey: (index) => entries[index]?.key ?? index,
  });
  const focus = (index: number) => {
    virtual.scrollToIndex(index);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-entry="${index}"]`)?.focus(),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.target instanceof HTMLElement ? event.target.dataset.entry : undefined;
    if (row === undefined) return;
    const at = Number(row);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const to = Math.min(Math.max(at + step, 0), entries.length - 1);
    if (step !== 0 && event.altKey) api.getState().move(at, to);
    else if (event.key === 'Delete' || event.key === 'Backspace') api.getState().remove(at);
    else if (step === 0) return;
    event.preventDefault();
    focus(step === 0 ? Math.min(at, entries.length - 2) : to);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows inside hold the focus; their keys arrive here
    <div ref={scroller} className="scroll-area h-full" onKeyDown={onKeyDown} {...props}>
      {entries.length === 0 && (
        <EmptyState icon="patrol" title={t('emptyPlan')} className="h-full">
          <p className="text-faint text-xs">{t('emptyPlanHint')}</p>
        </EmptyState>
      )}
      <ol
        aria-label={t('byList')}
        className={over ? 'relative bg-accent-soft' : 'relative'}
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const entry = entries[item.index];
          if (entry === undefined) return null;
          return (
            <EntryRow
              key={entry.key}
              index={item.index}
              entry={entry.entry}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            />
          );
        })}
      </ol>
    </div>
  );
}
