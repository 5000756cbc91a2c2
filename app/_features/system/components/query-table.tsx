'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { ErrorState, LoadingRows } from '../../../_ui/states.tsx';

type AnyQuery = {
  isPending: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => Promise<unknown>;
};

/** The three ways a table can be missing, and the table. */
export function QueryTable({ query, children }: { query: AnyQuery; children: ReactNode }) {
  const t = useTranslations('common');
  const errorText = useErrorText();
  if (query.isPending) return <LoadingRows rows={8} label={t('loading')} />;
  if (query.isError) {
    return (
      <ErrorState
        message={errorText(query.error)}
        retryLabel={t('retry')}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return children;
}
