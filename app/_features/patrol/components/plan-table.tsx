'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type PatrolHead, patrolSortSchema } from '../../../../server/patrols/schema.ts';
import { layoutOf } from '../../../../server/walls/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { type Column, DataTable } from '../../../_ui/data-table.tsx';
import { Checkbox, TextInput } from '../../../_ui/field.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useMay } from '../../session/current-user.tsx';
import { usePlanList, useRemovePlan } from '../queries.ts';

type Sort = 'name' | 'changed';

export function PlanTable() {
  const t = useTranslations();
  const errorText = useErrorText();
  const router = useRouter();
  const [q, setQ] = useState('');
  const [mine, setMine] = useState(false);
  const [sort, setSort] = useState<Sort>('name');
  const list = usePlanList({ q: q.trim(), mine, sort });
  const more = useMore(list);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const columns = usePlanColumns();
  return (
    <>
      <div className="flex h-11 shrink-0 items-center gap-3 border-b px-4">
        <TextInput
          type="search"
          data-search-input
          aria-label={t('patrol.search')}
          placeholder={t('patrol.search')}
          maxLength={64}
          value={q}
          onChange={(event) => setQ(event.target.value)}
          className="w-64"
        />
        <Checkbox
          label={t('patrol.onlyMine')}
          checked={mine}
          onChange={(event) => setMine(event.target.checked)}
        />
        <span className="ml-auto text-quiet text-sm">{t('patrol.total', { count: total })}</span>
      </div>
      <div className="min-h-0 flex-1">
        {list.isPending && <LoadingRows rows={12} label={t('common.loading')} />}
        {list.isError && (
          <ErrorState
            message={errorText(list.error)}
            retryLabel={t('common.retry')}
            onRetry={() => void list.refetch()}
          />
        )}
        {list.isSuccess && (
          <DataTable
            label={t('patrol.plans')}
            columns={columns}
            rows={rows}
            rowId={(row) => row.id}
            total={total}
            sort={{
              value: sort,
              onChange: (key) => setSort(patrolSortSchema.catch('name').parse(key)),
            }}
            onOpen={(row) => router.push(`/patrols/${row.id}`)}
            onEnd={more}
            empty={<EmptyState icon="patrol" title={t('patrol.empty')} />}
          />
        )}
      </div>
    </>
  );
}

function usePlanColumns(): Column<PatrolHead>[] {
  const t = useTranslations();
  const times = useTimes();
  const router = useRouter();
  const mayRun = useMay('patrols.run');
  const remove = useRemovePlan();
  return [
    {
      id: 'name',
      header: t('patrol.column.name'),
      width: 'minmax(180px, 2fr)',
      sort: 'name',
      cell: (plan) => (
        <span className="flex items-center gap-2">
          <span className="truncate">{plan.name}</span>
          {plan.locked && <Icon name="lock" className="size-3 shrink-0 text-locked" />}
          {plan.attested && <span className="text-accent text-xs">{t('patrol.attested')}</span>}
        </span>
      ),
    },
    {
      id: 'cameras',
      header: t('patrol.column.cameras'),
      width: 'minmax(110px, 0.7fr)',
      cell: (plan) =>
        [
          plan.cameraCount > 0 && t('patrol.cameras', { count: plan.cameraCount }),
          plan.planCount > 0 && t('patrol.innerPlans', { count: plan.planCount }),
        ]
          .filter(Boolean)
          .join(' + '),
    },
    {
      id: 'layout',
      header: t('patrol.column.layout'),
      width: 'minmax(70px, 0.4fr)',
      cell: (plan) => layoutOf(plan.layout).label,
    },
    {
      id: 'times',
      header: t('patrol.column.times'),
      width: 'minmax(130px, 1fr)',
      cell: (plan) =>
        [...plan.windows.map(({ from, to }) => `${from}–${to}`), plan.cron ?? '']
          .filter(Boolean)
          .join('，'),
    },
    {
      id: 'owner',
      header: t('patrol.column.owner'),
      width: 'minmax(90px, 0.7fr)',
      cell: (plan) => (
        <>
          {plan.owner.displayName}
          <span className="text-quiet text-xs">
            {' '}
            · {t(plan.shared ? 'wall.shared' : 'wall.private')}
          </span>
        </>
      ),
    },
    {
      id: 'changed',
      header: t('patrol.column.changed'),
      width: 'minmax(150px, 0.8fr)',
      sort: 'changed',
      cell: (plan) => <span className="text-quiet">{times.dateTime(plan.changedAt)}</span>,
    },
    {
      id: 'actions',
      header: '',
      width: '104px',
      align: 'right',
      cell: (plan) => (
        <span className="inline-flex">
          {mayRun && (
            <IconButton
              icon="play"
              label={t('patrol.run', { name: plan.name })}
              onClick={() => router.push(`/wall?patrol=${plan.id}`)}
            />
          )}
          <IconButton
            icon="edit"
            label={`${t('common.edit')}: ${plan.name}`}
            onClick={() => router.push(`/patrols/${plan.id}`)}
          />
          {plan.mayManage && !plan.locked && (
            <IconButton
              icon="trash"
              label={`${t('common.delete')}: ${plan.name}`}
              onClick={() => remove(plan)}
            />
          )}
        </span>
      ),
    },
  ];
}
