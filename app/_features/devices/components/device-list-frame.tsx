'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { ImportSubject } from '../../../../server/imports/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { Button } from '../../../_ui/button.tsx';
import { ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { DeviceKinds } from './device-kinds.tsx';
import { DeviceMenu } from './device-menu.tsx';

type ListState = {
  readonly isPending: boolean;
  readonly error: unknown;
  refetch(): unknown;
};

/** What the lists of cameras and of roadside devices share: heading, count, what is done with the ticked, files, states. */
export function DeviceListFrame({
  subject,
  label,
  filters,
  total,
  ticked,
  onRemoveTicked,
  removing,
  exportAs,
  onImport,
  actions,
  list,
  children,
}: {
  subject: ImportSubject;
  label: string;
  filters: ReactNode;
  /** How many there are, in words. */
  total: string;
  ticked: number;
  /** Missing for who may not. */
  onRemoveTicked?: (() => void) | undefined;
  removing: boolean;
  exportAs: (format: 'xlsx' | 'csv') => string;
  onImport: () => void;
  actions: ReactNode;
  list: ListState;
  /** The table, shown once there is something to show. */
  children: ReactNode;
}) {
  const t = useTranslations();
  const errorText = useErrorText();
  return (
    <main className="flex h-full flex-col" aria-label={label}>
      <header className="flex min-h-13 shrink-0 flex-wrap items-center gap-2 border-b bg-panel px-4 py-2">
        <DeviceKinds kind={subject} />
        {filters}
        <span className="ml-auto text-quiet text-sm">
          {ticked > 0 ? t('devices.selected', { count: ticked }) : total}
        </span>
        {onRemoveTicked && ticked > 0 && (
          <Button look="danger" icon="trash" busy={removing} onClick={onRemoveTicked}>
            {t('common.delete')}
          </Button>
        )}
        <DeviceMenu subject={subject} exportAs={exportAs} onImport={onImport} />
        {actions}
      </header>
      <div className="min-h-0 flex-1">
        {list.isPending && <LoadingRows rows={16} label={t('common.loading')} />}
        {list.error !== null && (
          <ErrorState
            message={errorText(list.error)}
            retryLabel={t('common.retry')}
            onRetry={() => void list.refetch()}
          />
        )}
        {!list.isPending && list.error === null && children}
      </div>
    </main>
  );
}
