'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PatrolPlanView } from '../../../../server/patrols/schema.ts';
import { appError } from '../../../_lib/trpc/app-error.ts';
import { Button } from '../../../_ui/button.tsx';
import { TextInput } from '../../../_ui/field.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Tabs } from '../../../_ui/tabs.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { Dock } from '../../map/dock/dock.tsx';
import { useMay } from '../../session/current-user.tsx';
import { useDraft, useDraftApi } from '../draft-context.tsx';
import { useAddById } from '../entry-drag.ts';
import { useSavePlan } from '../queries.ts';
import { AddDialog } from './add-dialog.tsx';
import { EntryList } from './entry-list.tsx';
import { PageGrid } from './page-grid.tsx';
import { PlanSettings } from './plan-settings.tsx';
import { PlanSummary } from './plan-summary.tsx';

type Mode = 'list' | 'pages';

/** Left: find cameras. Middle: their order, as a list or as pages. Right: how and when they are shown. */
export function PlanEditor({
  plan,
  onReload,
}: {
  plan: PatrolPlanView | null;
  onReload: () => void;
}) {
  const t = useTranslations('patrol');
  const router = useRouter();
  const [mode, setMode] = useState<Mode>('list');
  const [adding, setAdding] = useState(false);
  const panelId = useId();
  const add = useAddById();
  const mayRun = useMay('patrols.run');
  const name = useDraft((draft) => draft.fields.name);
  const changed = useDraft((draft) => draft.changed);
  const set = useDraft((draft) => draft.set);
  const [saved, setSaved] = useState(plan);
  const { save, saving } = useSave(saved, setSaved, onReload);
  const mayChange = saved?.mayChange ?? true;
  useWarnBeforeLeaving(changed);
  return (
    <main className="flex h-full" aria-label={t('editor')}>
      <Dock onPlay={(id) => add(id)} />
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-13 shrink-0 items-center gap-2 border-b bg-panel px-3">
          <IconButton
            icon="shrink"
            label={t('backToPlans')}
            onClick={() => router.push('/patrols')}
          />
          <TextInput
            aria-label={t('column.name')}
            placeholder={t('namePlaceholder')}
            maxLength={64}
            disabled={saved !== null && !saved.mayManage}
            value={name}
            onChange={(event) => set({ name: event.target.value })}
            className="w-64 font-semibold"
          />
          {changed && <span className="text-fault text-xs">{t('unsaved')}</span>}
          <span className="ml-auto" />
          {mayRun && saved !== null && (
            <Button
              icon="play"
              disabled={changed}
              onClick={() => router.push(`/wall?patrol=${saved.id}`)}
            >
              {t('runNow')}
            </Button>
          )}
          <Button
            look="primary"
            busy={saving}
            disabled={!mayChange || !changed || name.trim() === ''}
            onClick={save}
          >
            {t('save')}
          </Button>
        </header>
        <div className="flex h-11 shrink-0 items-center gap-4 border-b px-3">
          <Tabs
            label={t('mode')}
            panelId={panelId}
            value={mode}
            onChange={setMode}
            tabs={[
              { id: 'list', label: t('byList') },
              { id: 'pages', label: t('byPage') },
            ]}
          />
          <PlanSummary />
          <Button icon="plus" className="ml-auto" onClick={() => setAdding(true)}>
            {t('add')}
          </Button>
        </div>
        <div
          id={panelId}
          role="tabpanel"
          aria-label={t(mode === 'list' ? 'byList' : 'byPage')}
          className="min-h-0 flex-1"
        >
          {mode === 'list' ? <EntryList /> : <PageGrid />}
        </div>
      </div>
      <PlanSettings plan={saved} />
      {adding && <AddDialog ownId={saved?.id ?? null} onClose={() => setAdding(false)} />}
    </main>
  );
}

function useSave(
  saved: PatrolPlanView | null,
  onSaved: (plan: PatrolPlanView) => void,
  onReload: () => void,
) {
  const t = useTranslations('patrol');
  const api = useDraftApi();
  const router = useRouter();
  const showToast = useToasts((store) => store.show);
  const { create, update } = useSavePlan();
  const done = (plan: PatrolPlanView) => {
    api.getState().markSaved(plan);
    onSaved(plan);
    showToast({ tone: 'plain', text: t('saved', { name: plan.name }) });
    if (saved === null) router.replace(`/patrols/${plan.id}`);
  };
  const write = (version: number | null) => {
    const { fields, entries } = api.getState();
    const content = {
      ...fields,
      name: fields.name.trim(),
      entries: entries.map(({ entry }) => entry),
    };
    if (saved === null || version === null) return create.mutate(content, { onSuccess: done });
    const { name, shared, locked, ...rest } = content;
    update.mutate(
      { id: saved.id, version, ...rest, ...(saved.mayManage && { name, shared, locked }) },
      { onSuccess: done, onError: settle },
    );
  };
  /** Somebody was faster: theirs or ours. */
  const settle = (error: unknown) => {
    const { code, details } = appError(error);
    if (code !== 'patrol.changed') return;
    showToast({
      tone: 'error',
      text: t('conflict', { name: String(details.name) }),
      action: { label: t('overwrite'), run: () => write(Number(details.version)) },
    });
    onReload();
  };
  return {
    save: () => write(saved?.version ?? null),
    saving: create.isPending || update.isPending,
  };
}

function useWarnBeforeLeaving(changed: boolean): void {
  useEffect(() => {
    if (!changed) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [changed]);
}
