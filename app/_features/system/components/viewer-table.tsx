'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { formatBytes } from '../../../_lib/format/quantity.ts';
import { useAge } from '../../../_lib/format/use-age.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { DataTable } from '../../../_ui/data-table.tsx';
import { EmptyState } from '../../../_ui/states.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useMay } from '../../session/current-user.tsx';
import { QueryTable } from './query-table.tsx';

export function ViewerTable() {
  const t = useTranslations('workers');
  const trpc = useTRPC();
  const age = useAge();
  const mayKick = useMay('nodes.manage');
  const kick = useKick();
  const viewers = useQuery(trpc.nodes.viewers.queryOptions(undefined, { staleTime: 0 }));
  return (
    <QueryTable query={viewers}>
      <DataTable
        label={t('viewers')}
        rows={viewers.data?.items ?? []}
        rowId={(viewer) => `${viewer.nodeId}/${viewer.viewerId}`}
        empty={<EmptyState icon="users" title={t('noViewers')} />}
        columns={[
          {
            id: 'viewer',
            header: t('viewer'),
            width: 'minmax(100px, 0.8fr)',
            cell: (viewer) => viewer.username ?? t('anonymous'),
          },
          {
            id: 'camera',
            header: t('camera'),
            width: 'minmax(200px, 2fr)',
            cell: (viewer) => viewer.cameraName ?? viewer.streamId,
          },
          {
            id: 'address',
            header: t('address'),
            width: 'minmax(110px, 0.8fr)',
            cell: (viewer) => viewer.address,
          },
          { id: 'format', header: t('format'), width: '90px', cell: (viewer) => viewer.format },
          {
            id: 'bytes',
            header: t('bytes'),
            width: '90px',
            align: 'right',
            cell: (viewer) => formatBytes(viewer.bytes),
          },
          {
            id: 'dropped',
            header: t('dropped'),
            width: '72px',
            align: 'right',
            cell: (viewer) => viewer.framesDropped,
          },
          { id: 'since', header: t('since'), width: '96px', cell: (viewer) => age(viewer.since) },
          {
            id: 'node',
            header: t('node'),
            width: 'minmax(110px, 0.8fr)',
            cell: (viewer) => viewer.nodeId,
          },
          {
            id: 'kick',
            header: '',
            width: '96px',
            align: 'right',
            cell: (viewer) =>
              mayKick && (
                <Button
                  className="h-6 px-2"
                  onClick={() => kick.mutate({ nodeId: viewer.nodeId, viewerId: viewer.viewerId })}
                >
                  {t('kick')}
                </Button>
              ),
          },
        ]}
      />
    </QueryTable>
  );
}

function useKick() {
  const t = useTranslations('workers');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  return useMutation(
    trpc.nodes.kick.mutationOptions({
      onSuccess: () => showToast({ tone: 'plain', text: t('kicked') }),
      onError: (error) => showToast({ tone: 'error', text: errorText(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.nodes.pathFilter()),
    }),
  );
}
