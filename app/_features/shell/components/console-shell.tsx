'use client';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Toaster } from '../../../_ui/toaster.tsx';
import { useCameraChanges } from '../../changes/use-camera-changes.ts';
import { SendDialog } from '../../screens/components/send-dialog.tsx';
import { isTyping } from '../typing.ts';
import { HelpSheet } from './help-sheet.tsx';
import { NavigationRail } from './navigation-rail.tsx';

export function ConsoleShell({ children }: { children: ReactNode }) {
  const t = useTranslations('common');
  const [help, setHelp] = useState(false);
  useCameraChanges();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '?') setHelp((open) => !open);
      if (event.key !== '/') return;
      const search = document.querySelector<HTMLInputElement>('[data-search-input]');
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <div className="flex h-dvh w-dvw overflow-hidden">
      <NavigationRail onHelp={() => setHelp(true)} />
      <div className="relative min-w-0 flex-1">{children}</div>
      {help && <HelpSheet onClose={() => setHelp(false)} />}
      <SendDialog />
      <Toaster label={t('notifications')} closeLabel={t('close')} />
    </div>
  );
}
