'use client';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Toaster } from '../../../_ui/toaster.tsx';
import { useCameraChanges } from '../../changes/use-camera-changes.ts';
import { MarkDialog } from '../../events/components/mark-dialog.tsx';
import { useFollowEvents } from '../../events/open-store.ts';
import { KeysProvider, useKeysApi } from '../../keys/context.tsx';
import { actionOf } from '../../keys/keymap.ts';
import { Palette } from '../../palette/palette.tsx';
import { SendDialog } from '../../screens/components/send-dialog.tsx';
import { isTyping } from '../typing.ts';
import { HelpSheet } from './help-sheet.tsx';
import { NavigationRail } from './navigation-rail.tsx';

export function ConsoleShell({ children }: { children: ReactNode }) {
  return (
    <KeysProvider>
      <Shell>{children}</Shell>
    </KeysProvider>
  );
}

function Shell({ children }: { children: ReactNode }) {
  const t = useTranslations('common');
  const keys = useKeysApi();
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  useCameraChanges();
  useFollowEvents();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isPaletteKey(event)) {
        event.preventDefault();
        const other = document.querySelector('dialog[open]:not([data-palette])') !== null;
        if (!other) setPalette((open) => !open);
        return;
      }
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      // A key that is being chosen is nothing else.
      if (event.defaultPrevented) return;
      const action = actionOf(keys.getState().chosen, 'map', event);
      if (action === 'sheet') setHelp((open) => !open);
      if (action !== 'search') return;
      const search = document.querySelector<HTMLInputElement>('[data-search-input]');
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [keys]);
  return (
    <div className="flex h-dvh w-dvw overflow-hidden">
      <NavigationRail onHelp={() => setHelp(true)} />
      <div className="relative min-w-0 flex-1">{children}</div>
      {palette && <Palette onHelp={() => setHelp(true)} onClose={() => setPalette(false)} />}
      {help && <HelpSheet onClose={() => setHelp(false)} />}
      <SendDialog />
      <MarkDialog />
      <Toaster label={t('notifications')} closeLabel={t('close')} />
    </div>
  );
}

/** Also while somebody types: that is where one wants to go elsewhere. */
function isPaletteKey(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k';
}
