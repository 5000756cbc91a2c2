'use client';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { MapStoreProvider } from '../../map/context.tsx';
import { DraftProvider } from '../draft-context.tsx';
import { usePlan } from '../queries.ts';
import { PlanEditor } from './plan-editor.tsx';

export function PlanEditorPage({ planId }: { planId: string | null }) {
  const t = useTranslations('common');
  const errorText = useErrorText();
  const { data, error, refetch } = usePlan(planId);
  if (planId !== null && error !== null)
    return (
      <ErrorState
        className="h-full"
        message={errorText(error)}
        retryLabel={t('retry')}
        onRetry={() => void refetch()}
      />
    );
  if (planId !== null && data === undefined) return <LoadingRows rows={12} label={t('loading')} />;
  return (
    <MapStoreProvider>
      <DraftProvider plan={data ?? null}>
        <PlanEditor plan={data ?? null} onReload={() => void refetch()} />
      </DraftProvider>
    </MapStoreProvider>
  );
}
