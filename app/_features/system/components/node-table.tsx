'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { formatBytes, formatPercent } from '../../../_lib/format/quantity.ts';
import { useAge } from '../../../_lib/format/use-age.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { DataTable } from '../../../_ui/data-table.tsx';
import { EmptyState } from '../../../_ui/states.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { QueryTable } from './query-table.tsx';

export function NodeTable() {
  const t = useTranslations('workers');
  const trpc = useTRPC();
  const age = useAge();
  const nodes = useQuery(trpc.nodes.list.queryOptions(undefined, { staleTime: 0 }));
  return (
    <QueryTable query={nodes}>
      <DataTable
        label={t('nodes')}
        rows={nodes.data?.items ?? []}
        rowId={(node) => node.id}
        empty={<EmptyState icon="worker" title={t('noNodes')} />}
        columns={[
          { id: 'id', header: t('node'), width: 'minmax(140px, 1.4fr)', cell: (node) => node.id },
          {
            id: 'state',
            header: t('state'),
            width: 'minmax(80px, 0.6fr)',
            cell: (node) => (
              <span className="flex items-center gap-1.5">
                <StatusMark
                  status={node.state === 'alive' ? 'online' : 'alarm'}
                  className="size-2.5"
                />
                {t(node.state)}
              </span>
            ),
          },
          {
            id: 'streams',
            header: t('streamCount'),
            width: '80px',
            align: 'right',
            cell: (node) => node.streams,
          },
          {
            id: 'viewers',
            header: t('viewerCount'),
            width: '80px',
            align: 'right',
            cell: (node) => node.viewers,
          },
          {
            id: 'cpu',
            header: t('cpu'),
            width: '80px',
            align: 'right',
            cell: (node) => formatPercent(node.cpu),
          },
          {
            id: 'memory',
            header: t('memory'),
            width: '96px',
            align: 'right',
            cell: (node) => formatBytes(node.residentBytes),
          },
          {
            id: 'ports',
            header: t('ports'),
            width: 'minmax(190px, 1fr)',
            cell: (node) => (
              <span className="text-quiet">
                HTTP {node.mediaPort} · RTMP {node.rtmpPort}
                {node.rtspPort !== null && ` · RTSP ${node.rtspPort}`}
              </span>
            ),
          },
          { id: 'version', header: t('version'), width: '90px', cell: (node) => node.version },
          {
            id: 'since',
            header: t('since'),
            width: 'minmax(96px, 0.6fr)',
            cell: (node) => age(node.startedAt),
          },
        ]}
      />
    </QueryTable>
  );
}
