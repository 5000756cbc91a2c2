'use client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  type AuditAction,
  type AuditEntryView,
  auditActionSchema,
} from '../../../../server/audit/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { type Column, DataTable } from '../../../_ui/data-table.tsx';
import { Select, TextInput } from '../../../_ui/field.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { PageHeader } from './page-header.tsx';

type Filter = { q?: string; action?: AuditAction; userId?: string; from?: Date; to?: Date };

const PAGE_ROWS = 100;
const DAY_MS = 86_400_000;

export function AuditPage() {
  const t = useTranslations();
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [filter, setFilter] = useState<Filter>({});
  const entries = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { ...filter, limit: PAGE_ROWS },
      {
        getNextPageParam: (page) => page.nextCursor,
        placeholderData: (before) => before,
        staleTime: 0,
      },
    ),
  );
  const more = useMore(entries);
  const columns = useAuditColumns();
  return (
    <>
      <PageHeader title={t('audit.title')}>
        <AuditFilters filter={filter} onChange={setFilter} />
      </PageHeader>
      <div className="min-h-0 flex-1">
        {entries.isPending && <LoadingRows rows={14} label={t('common.loading')} />}
        {entries.isError && (
          <ErrorState
            message={errorText(entries.error)}
            retryLabel={t('common.retry')}
            onRetry={() => void entries.refetch()}
          />
        )}
        {entries.isSuccess && (
          <DataTable
            label={t('audit.title')}
            rows={entries.data.pages.flatMap((page) => page.items)}
            rowId={(entry) => entry.id}
            columns={columns}
            onEnd={more}
            empty={<EmptyState icon="audit" title={t('audit.empty')} />}
          />
        )}
      </div>
    </>
  );
}

function AuditFilters({
  filter,
  onChange,
}: {
  filter: Filter;
  onChange: (filter: Filter) => void;
}) {
  const t = useTranslations('audit');
  const actionText = useActionText();
  const trpc = useTRPC();
  const users = useQuery(trpc.users.list.queryOptions({ limit: 200 }));
  const day = (text: string, add: number) =>
    text === '' ? undefined : new Date(new Date(`${text}T00:00`).getTime() + add);
  return (
    <>
      <TextInput
        type="search"
        data-search-input
        aria-label={t('search')}
        placeholder={t('search')}
        className="w-56"
        maxLength={100}
        onChange={(event) => onChange({ ...filter, q: event.target.value.trim() || undefined })}
      />
      <Select
        aria-label={t('action')}
        className="w-44"
        onChange={(event) =>
          onChange({ ...filter, action: auditActionSchema.safeParse(event.target.value).data })
        }
      >
        <option value="">{t('anyAction')}</option>
        {auditActionSchema.options.map((action) => (
          <option key={action} value={action}>
            {actionText(action)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('user')}
        className="w-36"
        onChange={(event) => onChange({ ...filter, userId: event.target.value || undefined })}
      >
        <option value="">{t('anyUser')}</option>
        {users.data?.items.map((user) => (
          <option key={user.id} value={user.id}>
            {user.displayName}
          </option>
        ))}
      </Select>
      <TextInput
        type="date"
        aria-label={t('from')}
        className="w-36"
        onChange={(event) => onChange({ ...filter, from: day(event.target.value, 0) })}
      />
      <TextInput
        type="date"
        aria-label={t('to')}
        className="w-36"
        onChange={(event) => onChange({ ...filter, to: day(event.target.value, DAY_MS) })}
      />
    </>
  );
}

function useActionText(): (action: string) => string {
  const t = useTranslations('audit.actions');
  return (action) => {
    const known = auditActionSchema.safeParse(action);
    return known.success ? t(known.data) : action;
  };
}

function useAuditColumns(): Column<AuditEntryView>[] {
  const t = useTranslations('audit');
  const times = useTimes();
  const actionText = useActionText();
  return [
    { id: 'at', header: t('at'), width: '150px', cell: (entry) => times.dateTime(entry.at) },
    {
      id: 'user',
      header: t('user'),
      width: 'minmax(100px, 0.8fr)',
      cell: (entry) => entry.username ?? '–',
    },
    {
      id: 'action',
      header: t('action'),
      width: 'minmax(130px, 1fr)',
      cell: (entry) => actionText(entry.action),
    },
    {
      id: 'subject',
      header: t('subject'),
      width: 'minmax(160px, 1.4fr)',
      cell: (entry) => entry.subjectName ?? entry.subjectId ?? '–',
    },
    {
      id: 'details',
      header: t('details'),
      width: 'minmax(200px, 2fr)',
      cell: (entry) => {
        const text = entry.details === null ? '' : JSON.stringify(entry.details);
        return (
          <span className="font-mono text-xs text-quiet" title={text}>
            {text}
          </span>
        );
      },
    },
    {
      id: 'address',
      header: t('address'),
      width: 'minmax(110px, 0.7fr)',
      cell: (entry) => <span className="text-quiet">{entry.address ?? '–'}</span>,
    },
  ];
}
