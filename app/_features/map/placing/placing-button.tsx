'use client';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useKey } from '../../keys/context.tsx';
import { useMay } from '../../session/current-user.tsx';
import { unsaved } from './session.ts';
import { usePlacing } from './store.ts';
import { togglePlacing } from './toggle.ts';

/** Begins placing cameras, and ends it once everything is saved. */
export function PlacingButton({ className }: { className: string }) {
  const t = useTranslations('map.placing');
  const shortcut = useKey('placing');
  const on = usePlacing((store) => store.on);
  const waiting = usePlacing((store) => unsaved(store.session).length > 0);
  if (!useMay('cameras.edit')) return null;
  return (
    <div className={className}>
      <IconButton
        icon="edit"
        label={t('title')}
        shortcut={shortcut}
        className="size-8"
        aria-pressed={on}
        disabled={on && waiting}
        onClick={togglePlacing}
      />
    </div>
  );
}
