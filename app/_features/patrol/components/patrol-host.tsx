'use client';
import { useTranslations } from 'use-intl';
import { useCodeText, useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { Button } from '../../../_ui/button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useMay } from '../../session/current-user.tsx';
import { useProgram } from '../queries.ts';
import { PatrolWall } from './patrol-wall.tsx';

type PatrolHostProps = { planId: string; onClose: () => void; onFullScreen: () => void };

/** A plan in place of the wall, or why it cannot run. */
export function PatrolHost({ planId, onClose, onFullScreen }: PatrolHostProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const codeText = useCodeText();
  const mayRun = useMay('patrols.run');
  const { data, error, refetch } = useProgram(planId);
  const runs = mayRun && data?.program.entries.some(({ camera }) => camera !== null);
  if (runs && data !== undefined)
    return <PatrolWall {...data} onClose={onClose} onFullScreen={onFullScreen} />;
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-3">
      {data !== undefined && (
        <EmptyState
          icon="patrol"
          title={mayRun ? t('patrol.noCameras') : codeText('rights.missing')}
        />
      )}
      {error !== null && (
        <ErrorState
          message={errorText(error)}
          retryLabel={t('common.retry')}
          onRetry={() => void refetch()}
        />
      )}
      {data === undefined && error === null && <LoadingRows rows={4} label={t('common.loading')} />}
      <Button look="primary" onClick={onClose}>
        {t('patrol.backToWall')}
      </Button>
    </div>
  );
}
