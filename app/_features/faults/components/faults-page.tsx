'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import {
  type FaultFilter,
  type FaultItem,
  faultStateSchema,
} from '../../../../server/faults/schema.ts';
import { abnormalitySchema } from '../../../../server/patrols/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { type Column, DataTable } from '../../../_ui/data-table.tsx';
import { Select, TextInput } from '../../../_ui/field.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { exportAddress } from '../export-address.ts';
import { FaultPanel } from './fault-panel.tsx';

const PAGE_ROWS = 100;

/** `/faults?fault=<id>` shows that one first. */
export function FaultsPage() {
  const t = useTranslations();
  const locale = useLocale();
  const wanted = useSearchParams().get('fault');
  const [filter, setFilter] = useState<FaultFilter>(wanted === null ? { unclosed: true } : {});
  const [chosen, setChosen] = useState(wanted);
  const trpc = useTRPC();
  const errorText = useErrorText();
  const faults = useInfiniteQuery(
    trpc.faults.list.infiniteQueryOptions(
      { ...filter, limit: PAGE_ROWS },
      {
        getNextPageParam: (page) => page.nextCursor,
        placeholderData: (before) => before,
        staleTime: 0,
      },
    ),
  );
  const more = useMore(faults);
  const columns = useFaultColumns();
  const rows = faults.data?.pages.flatMap((page) => page.items) ?? [];
  const shownId = chosen ?? rows[0]?.id ?? null;
  return (
    <main aria-label={t('faults.title')} className="flex h-full flex-col">
      <header className="flex min-h-13 shrink-0 flex-wrap items-center gap-2 border-b bg-panel px-4 py-2">
        <h1 className="mr-4 font-semibold text-lg">{t('faults.title')}</h1>
        <Filters
          filter={filter}
          onChange={(next) => {
            setFilter(next);
            setChosen(null);
          }}
        />
        <a
          href={exportAddress(filter, locale)}
          download
          className="ml-auto inline-flex h-7 items-center gap-1.5 rounded-md border border-edge bg-raised px-3 font-medium text-sm hover:bg-hover"
        >
          <Icon name="download" className="size-3.5" />
          {t('faults.export')}
        </a>
      </header>
      <div className="flex min-h-0 flex-1">
        <div className="min-w-0 flex-1">
          {faults.isPending && <LoadingRows rows={12} label={t('common.loading')} />}
          {faults.isError && (
            <ErrorState
              message={errorText(faults.error)}
              retryLabel={t('common.retry')}
              onRetry={() => void faults.refetch()}
            />
          )}
          {faults.isSuccess && (
            <DataTable
              label={t('faults.title')}
              rows={rows}
              rowId={({ id }) => id}
              columns={columns}
              onEnd={more}
              onActive={({ id }) => setChosen(id)}
              empty={
                <EmptyState icon="fault" title={t('faults.empty')}>
                  <p>{t('faults.emptyHint')}</p>
                </EmptyState>
              }
            />
          )}
        </div>
        <aside
          aria-label={t('faults.details')}
          className="scroll-area w-88 shrink-0 border-l bg-panel"
        >
          {shownId === null ? (
            <EmptyState icon="fault" title={t('faults.noSelection')} />
          ) : (
            <FaultPanel key={shownId} id={shownId} />
          )}
        </aside>
      </div>
    </main>
  );
}

type FiltersProps = { filter: FaultFilter; onChange: (filter: FaultFilter) => void };

function Filters({ filter, onChange }: FiltersProps) {
  const t = useTranslations();
  const { unclosed: _, state: __, ...rest } = filter;
  return (
    <>
      <TextInput
        type="search"
        data-search-input
        aria-label={t('faults.search')}
        placeholder={t('faults.search')}
        className="w-56"
        maxLength={100}
        onChange={({ target }) => onChange({ ...filter, q: target.value.trim() || undefined })}
      />
      <Select
        aria-label={t('faults.state')}
        value={filter.unclosed === true ? 'unclosed' : (filter.state ?? '')}
        onChange={({ target }) => {
          const state = faultStateSchema.safeParse(target.value).data;
          if (target.value === 'unclosed') onChange({ ...rest, unclosed: true });
          else onChange({ ...rest, ...(state && { state }) });
        }}
      >
        <option value="unclosed">{t('faults.unclosed')}</option>
        <option value="">{t('faults.all')}</option>
        {faultStateSchema.options.map((state) => (
          <option key={state} value={state}>
            {t(`faults.states.${state}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('faults.type')}
        value={filter.type ?? ''}
        onChange={({ target }) =>
          onChange({ ...filter, type: abnormalitySchema.safeParse(target.value).data })
        }
      >
        <option value="">{t('faults.anyType')}</option>
        {abnormalitySchema.options.map((type) => (
          <option key={type} value={type}>
            {t(`patrol.abnormality.${type}`)}
          </option>
        ))}
      </Select>
    </>
  );
}

function useFaultColumns(): Column<FaultItem>[] {
  const t = useTranslations();
  const times = useTimes();
  return [
    {
      id: 'found',
      header: t('faults.found'),
      width: '150px',
      cell: ({ foundAt }) => times.dateTime(foundAt),
    },
    {
      id: 'camera',
      header: t('faults.camera'),
      width: 'minmax(160px, 1.6fr)',
      cell: ({ cameraName }) => <span title={cameraName}>{cameraName}</span>,
    },
    {
      id: 'type',
      header: t('faults.type'),
      width: 'minmax(120px, 1fr)',
      cell: ({ type }) => t(`patrol.abnormality.${type}`),
    },
    {
      id: 'findings',
      header: t('faults.findings'),
      width: '72px',
      align: 'right',
      cell: ({ findings }) => findings,
    },
    {
      id: 'state',
      header: t('faults.state'),
      width: '90px',
      cell: ({ state }) => (
        <span className={state === 'open' ? 'font-medium' : 'text-quiet'}>
          {t(`faults.states.${state}`)}
        </span>
      ),
    },
    {
      id: 'inCharge',
      header: t('faults.inCharge'),
      width: 'minmax(90px, 0.8fr)',
      cell: ({ inCharge }) => inCharge ?? '–',
    },
    {
      id: 'foundBy',
      header: t('faults.foundBy'),
      width: '96px',
      cell: ({ foundBy }) => <span className="text-quiet">{foundBy}</span>,
    },
  ];
}
