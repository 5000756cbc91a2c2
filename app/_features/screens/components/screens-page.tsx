'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ScreenItem } from '../../../../server/screens/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { Button } from '../../../_ui/button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useMay } from '../../session/current-user.tsx';
import { useScreens } from '../queries.ts';
import { ContentDialog } from './content-dialog.tsx';
import { EnrolDialog } from './enrol-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { ScreenCard } from './screen-card.tsx';

type Open =
  | { kind: 'enrol' }
  | { kind: 'rename'; screen: ScreenItem }
  | { kind: 'send'; screen: ScreenItem };

/** Where the browsers of screens find their page. */
function kioskAddress(): string {
  return `${window.location.origin}/screen`;
}

export function ScreensPage() {
  const t = useTranslations();
  const errorText = useErrorText();
  const mayManage = useMay('screens.manage');
  const { screens, failed } = useScreens();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <main aria-label={t('screens.page')} className="flex h-full flex-col">
      <header className="flex min-h-13 shrink-0 items-center border-b bg-panel px-4">
        <h1 className="font-semibold text-lg">{t('screens.page')}</h1>
        {mayManage && (
          <Button
            look="primary"
            icon="plus"
            className="ml-auto"
            onClick={() => setOpen({ kind: 'enrol' })}
          >
            {t('screens.enrol')}
          </Button>
        )}
      </header>
      <div className="scroll-area min-h-0 flex-1 p-4">
        {failed !== null && (
          <ErrorState message={errorText(failed)} retryLabel={t('common.retry')} />
        )}
        {screens === null && failed === null && (
          <LoadingRows rows={6} label={t('common.loading')} />
        )}
        {screens?.length === 0 && (
          <EmptyState icon="screen" title={t('screens.empty')}>
            <p className="max-w-120">{t('screens.emptyHint', { address: kioskAddress() })}</p>
          </EmptyState>
        )}
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(20rem,1fr))] gap-3">
          {screens?.map((screen) => (
            <li key={screen.id}>
              <ScreenCard
                screen={screen}
                onSend={() => setOpen({ kind: 'send', screen })}
                onRename={() => setOpen({ kind: 'rename', screen })}
              />
            </li>
          ))}
        </ul>
      </div>
      {open?.kind === 'enrol' && <EnrolDialog address={kioskAddress()} onClose={close} />}
      {open?.kind === 'rename' && <RenameDialog screen={open.screen} onClose={close} />}
      {open?.kind === 'send' && <ContentDialog screen={open.screen} onClose={close} />}
    </main>
  );
}
