'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type EventItem, MOST_COUNTED, MOST_HANDLED } from '../../../../server/events/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { Button } from '../../../_ui/button.tsx';
import { DataTable } from '../../../_ui/data-table.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useKey } from '../../keys/context.tsx';
import { useMay } from '../../session/current-user.tsx';
import { useOpenEvents } from '../open-store.ts';
import { type EventFilter, useEventActs, useEvents } from '../queries.ts';
import { useEventColumns } from '../use-event-columns.tsx';
import { useEventKeys } from '../use-event-keys.ts';
import { CloseDialog } from './close-dialog.tsx';
import { EventDetails } from './event-details.tsx';
import { EventFilters } from './event-filters.tsx';
import { SettingDialog } from './setting-dialog.tsx';

export function EventsPage() {
  const t = useTranslations();
  const mayHandle = useMay('events.handle');
  const maySet = useMay('settings.edit');
  const [filter, setFilter] = useState<EventFilter>({});
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [activeId, setActiveId] = useState<string | null>(null);
  const [closing, setClosing] = useState<readonly string[] | null>(null);
  const [setting, setSetting] = useState(false);
  const { events, stale, renew } = useEvents(filter);
  const rows = events.data?.pages.flatMap((page) => page.items) ?? [];
  const active = rows.find(({ id }) => id === activeId) ?? rows[0];
  const { acknowledge, close } = useEventActs();
  const chosen = [...selected].slice(0, MOST_HANDLED);
  const meant = chosen.length > 0 ? chosen : active === undefined ? [] : [active.id];
  const forget = () => setSelected(new Set());
  const acknowledgeAll = (ids: readonly string[]) => {
    if (mayHandle && ids.length > 0) acknowledge.mutate({ ids: [...ids] }, { onSuccess: forget });
  };
  const askToClose = (ids: readonly string[]) => {
    if (mayHandle && ids.length > 0) setClosing(ids);
  };
  useEventKeys({ acknowledge: () => acknowledgeAll(meant), close: () => askToClose(meant) });
  return (
    <main aria-label={t('events.title')} className="flex h-full flex-col">
      <header className="flex min-h-13 shrink-0 flex-wrap items-center gap-2 border-b bg-panel px-4 py-2">
        <h1 className="font-semibold text-lg">{t('events.title')}</h1>
        <Waiting />
        <EventFilters
          filter={filter}
          onChange={(next) => {
            setFilter(next);
            forget();
          }}
        />
        <span className="ml-auto flex items-center gap-2">
          {mayHandle && (
            <Handling
              count={selected.size}
              busy={acknowledge.isPending}
              onAcknowledge={() => acknowledgeAll(chosen)}
              onClose={() => askToClose(chosen)}
            />
          )}
          {maySet && (
            <IconButton
              icon="system"
              label={t('events.settings')}
              onClick={() => setSetting(true)}
            />
          )}
        </span>
      </header>
      <div className="flex min-h-0 flex-1">
        <div className="relative min-w-0 flex-1">
          {stale && (
            <Button
              look="primary"
              icon="arrowUp"
              className="absolute top-10 left-1/2 z-20 -translate-x-1/2"
              onClick={() => void renew()}
            >
              {t('events.fresh')}
            </Button>
          )}
          <EventTable
            events={events}
            rows={rows}
            {...(mayHandle && { selected, onSelect: setSelected })}
            onActive={setActiveId}
          />
        </div>
        <aside
          aria-label={t('events.details')}
          className="scroll-area w-88 shrink-0 border-l bg-panel"
        >
          {active === undefined ? (
            <EmptyState icon="event" title={t('events.noSelection')} />
          ) : (
            <EventDetails
              event={active}
              onAcknowledge={() => acknowledgeAll([active.id])}
              onClose={() => askToClose([active.id])}
            />
          )}
        </aside>
      </div>
      {closing !== null && (
        <CloseDialog
          count={closing.length}
          busy={close.isPending}
          onClose={() => setClosing(null)}
          onConfirm={(remark) => {
            const done = () => {
              setClosing(null);
              forget();
            };
            close.mutate({ ids: [...closing], remark }, { onSuccess: done });
          }}
        />
      )}
      {setting && <SettingDialog onClose={() => setSetting(false)} />}
    </main>
  );
}

function Waiting() {
  const t = useTranslations('events');
  const count = useOpenEvents((store) => store.open?.count ?? 0);
  return (
    <output className="mr-2 min-w-20 text-quiet text-sm">
      {t(count === MOST_COUNTED ? 'waitingMany' : 'waiting', { count })}
    </output>
  );
}

type HandlingProps = {
  count: number;
  busy: boolean;
  onAcknowledge: () => void;
  onClose: () => void;
};

function Handling({ count, busy, onAcknowledge, onClose }: HandlingProps) {
  const t = useTranslations('events');
  const keys = { acknowledge: useKey('acknowledgeEvent'), close: useKey('closeEvent') };
  return (
    <>
      {count > 0 && <span className="text-quiet text-sm">{t('selected', { count })}</span>}
      <Button
        icon="check"
        busy={busy}
        disabled={count === 0}
        aria-keyshortcuts={keys.acknowledge}
        onClick={onAcknowledge}
      >
        {t('acknowledge')}
      </Button>
      <Button disabled={count === 0} aria-keyshortcuts={keys.close} onClick={onClose}>
        {t('close')}
      </Button>
    </>
  );
}

type EventTableProps = {
  events: ReturnType<typeof useEvents>['events'];
  rows: readonly EventItem[];
  selected?: ReadonlySet<string>;
  onSelect?: (ids: ReadonlySet<string>) => void;
  onActive: (id: string) => void;
};

function EventTable({ events, rows, selected, onSelect, onActive }: EventTableProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const columns = useEventColumns();
  const more = useMore(events);
  if (events.isPending) return <LoadingRows rows={14} label={t('common.loading')} />;
  if (events.isError)
    return (
      <ErrorState
        message={errorText(events.error)}
        retryLabel={t('common.retry')}
        onRetry={() => void events.refetch()}
      />
    );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (
    <DataTable
      label={t('events.title')}
      rows={rows}
      rowId={({ id }) => id}
      columns={columns}
      onEnd={more}
      onActive={({ id }) => onActive(id)}
      {...(selected &&
        onSelect && {
          selection: {
            ids: selected,
            onChange: onSelect,
            rowLabel: (id: string) => t('events.select', { name: names.get(id) ?? '' }),
            allLabel: t('events.selectAll'),
          },
        })}
      empty={
        <EmptyState icon="event" title={t('events.empty')}>
          <p>{t('events.emptyHint')}</p>
        </EmptyState>
      }
    />
  );
}
