'use client';
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../_ui/button.tsx';
import { Tabs } from '../../../_ui/tabs.tsx';
import { useMay } from '../../session/current-user.tsx';
import { PlanTable } from './plan-table.tsx';
import { RunTable } from './run-table.tsx';

type Tab = 'plans' | 'runs';

/** Plans there are, and what their runs have left. */
export function PlansPage() {
  const t = useTranslations('patrol');
  const router = useRouter();
  const mayEdit = useMay('patrols.edit');
  const [tab, setTab] = useState<Tab>('plans');
  const panelId = useId();
  return (
    <main className="flex h-full flex-col" aria-label={t('title')}>
      <header className="flex min-h-13 shrink-0 items-center gap-6 border-b bg-panel px-4">
        <h1 className="font-semibold text-lg">{t('title')}</h1>
        <Tabs
          label={t('title')}
          panelId={panelId}
          value={tab}
          onChange={setTab}
          tabs={[
            { id: 'plans', label: t('plans') },
            { id: 'runs', label: t('runs') },
          ]}
        />
        {mayEdit && (
          <Button
            look="primary"
            icon="plus"
            className="ml-auto"
            onClick={() => router.push('/patrols/new')}
          >
            {t('newPlan')}
          </Button>
        )}
      </header>
      <div
        id={panelId}
        role="tabpanel"
        aria-label={t(tab)}
        className="flex min-h-0 flex-1 flex-col"
      >
        {tab === 'plans' ? <PlanTable /> : <RunTable />}
      </div>
    </main>
  );
}
