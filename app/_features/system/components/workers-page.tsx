'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Tabs } from '../../../_ui/tabs.tsx';
import { NodeTable } from './node-table.tsx';
import { PageHeader } from './page-header.tsx';
import { StreamTable } from './stream-table.tsx';
import { ViewerTable } from './viewer-table.tsx';

type Tab = 'nodes' | 'streams' | 'viewers';

export function WorkersPage() {
  const t = useTranslations('workers');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const panelId = useId();
  const [tab, setTab] = useState<Tab>('nodes');
  const refresh = () => void queryClient.invalidateQueries(trpc.nodes.pathFilter());
  return (
    <>
      <PageHeader title={t('title')}>
        <Tabs
          label={t('title')}
          panelId={panelId}
          value={tab}
          onChange={setTab}
          tabs={[
            { id: 'nodes', label: t('nodes') },
            { id: 'streams', label: t('streams') },
            { id: 'viewers', label: t('viewers') },
          ]}
        />
        <Button icon="retry" className="ml-auto" onClick={refresh}>
          {t('refresh')}
        </Button>
      </PageHeader>
      <div role="tabpanel" id={panelId} aria-label={t(tab)} className="min-h-0 flex-1">
        {tab === 'nodes' && <NodeTable />}
        {tab === 'streams' && <StreamTable />}
        {tab === 'viewers' && <ViewerTable />}
      </div>
    </>
  );
}
