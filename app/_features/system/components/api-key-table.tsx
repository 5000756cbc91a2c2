'use client';
import { useTranslations } from 'use-intl';
import type { ApiKeyView } from '../../../../server/api-keys/schema.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { type Column, DataTable } from '../../../_ui/data-table.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { EmptyState } from '../../../_ui/states.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';

type ApiKeyTableProps = {
  keys: readonly ApiKeyView[];
  total: number;
  empty: string;
  onRevoke: (key: ApiKeyView) => void;
  onEnd: () => void;
};

export function ApiKeyTable({ keys, total, empty, onRevoke, onEnd }: ApiKeyTableProps) {
  const t = useTranslations('positions');
  return (
    <DataTable
      label={t('keys')}
      rows={keys}
      total={total}
      rowId={(key) => key.id}
      columns={useColumns(onRevoke)}
      onEnd={onEnd}
      empty={<EmptyState icon="key" title={empty} />}
    />
  );
}

function useColumns(onRevoke: (key: ApiKeyView) => void): Column<ApiKeyView>[] {
  const t = useTranslations('positions');
  const times = useTimes();
  return [
    { id: 'name', header: t('name'), width: 'minmax(140px, 1.5fr)', cell: (key) => key.name },
    {
      id: 'hint',
      header: t('hint'),
      width: 'minmax(120px, 1fr)',
      cell: (key) => <span className="font-mono text-sm">{key.hint}…</span>,
    },
    {
      id: 'state',
      header: t('state'),
      width: 'minmax(180px, 1.6fr)',
      cell: ({ revokedAt, revokedBy }) => (
        <span className="flex items-center gap-1.5">
          <StatusMark status={revokedAt === null ? 'online' : 'offline'} className="size-2.5" />
          {revokedAt === null
            ? t('active')
            : t('revokedBy', { name: revokedBy ?? '', time: times.dateTime(revokedAt) })}
        </span>
      ),
    },
    {
      id: 'used',
      header: t('lastUsed'),
      width: 'minmax(140px, 1fr)',
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('neverUsed') : times.dateTime(lastUsedAt)),
    },
    {
      id: 'created',
      header: t('created'),
      width: 'minmax(140px, 1fr)',
      cell: (key) => <span className="text-quiet">{times.dateTime(key.createdAt)}</span>,
    },
    {
      id: 'by',
      header: t('createdBy'),
      width: 'minmax(90px, 0.8fr)',
      cell: (key) => <span className="text-quiet">{key.createdBy}</span>,
    },
    {
      id: 'actions',
      header: '',
      width: '48px',
      align: 'right',
      cell: (key) =>
        key.revokedAt === null && (
          <IconButton
            icon="block"
            label={`${t('revoke')}: ${key.name}`}
            onClick={() => onRevoke(key)}
          />
        ),
    },
  ];
}
