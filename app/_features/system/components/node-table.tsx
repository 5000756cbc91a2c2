'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { formatBytes, formatPercent } from '../../../_lib/format/quantity.ts';
import { useAge } from '../../../_lib/format/use-age.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { DataTable } from '../../../_ui/data-table.tsx';
import { EmptyState } from '../../../_ui/states.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useMay } from '../../session/current-user.tsx';
import { QueryTable } from './query-table.tsx';

const USUAL_WEIGHT = 100;
const MARKS = { alive: 'online', draining: 'locked', lost: 'alarm' } as const;

function stateOf(node: { state: 'alive' | 'lost'; drainingSince: Date | null }) {
  return node.state === 'alive' && node.drainingSince !== null ? 'draining' : node.state;
}

const PORTS = [
  ['HTTP', 'mediaPort'],
  ['RTMP', 'rtmpPort'],
  ['RTSP', 'rtspPort'],
  ['HTTPS', 'httpsPort'],
  ['RTMPS', 'rtmpsPort'],
  ['RTSPS', 'rtspsPort'],
] as const;

/** What it listens on, in one line: `HTTP 8080 · RTMP 1935`. */
function portsOf(node: Readonly<Record<(typeof PORTS)[number][1], number | null>>): string {
  return PORTS.flatMap(([name, key]) => (node[key] === null ? [] : [`${name} ${node[key]}`])).join(
    ' · ',
  );
}

export function NodeTable() {
  const t = useTranslations('workers');
  const trpc = useTRPC();
  const age = useAge();
  const mayManage = useMay('nodes.manage');
  const drain = useDrain();
  const nodes = useQuery(trpc.nodes.list.queryOptions(undefined, { staleTime: 0 }));
  return (
    <QueryTable query={nodes}>
      <DataTable
        label={t('nodes')}
        rows={nodes.data?.items ?? []}
        rowId={(node) => node.id}
        empty={<EmptyState icon="worker" title={t('noNodes')} />}
        columns={[
          {
            id: 'id',
            header: t('node'),
            width: 'minmax(140px, 1.4fr)',
            cell: (node) => (
              <span className="flex items-baseline gap-2">
                {node.id}
                {node.region !== null && (
                  <span className="text-quiet">{t('region', { region: node.region })}</span>
                )}
                {node.weight !== USUAL_WEIGHT && (
                  <span className="text-quiet">{t('weight', { weight: node.weight })}</span>
                )}
              </span>
            ),
          },
          {
            id: 'state',
            header: t('state'),
            width: 'minmax(80px, 0.6fr)',
            cell: (node) => (
              <span className="flex items-center gap-1.5">
                <StatusMark status={MARKS[stateOf(node)]} className="size-2.5" />
                {t(stateOf(node))}
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
              <span className="text-quiet" title={portsOf(node)}>
                {portsOf(node)}
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
          {
            id: 'drain',
            header: '',
            width: '132px',
            align: 'right',
            cell: (node) =>
              mayManage && (
                <Button
                  className="h-6 px-2"
                  onClick={() =>
                    drain.mutate({ nodeId: node.id, draining: node.drainingSince === null })
                  }
                >
                  {node.drainingSince === null ? t('drain') : t('resume')}
                </Button>
              ),
          },
        ]}
      />
    </QueryTable>
  );
}

function useDrain() {
  const t = useTranslations('workers');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  return useMutation(
    trpc.nodes.drain.mutationOptions({
      onSuccess: (_, { draining }) =>
        showToast({ tone: 'plain', text: t(draining ? 'drainStarted' : 'resumed') }),
      onError: (error) => showToast({ tone: 'error', text: errorText(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.nodes.pathFilter()),
    }),
  );
}
