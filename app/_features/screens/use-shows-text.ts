'use client';
import { useTranslations } from 'use-intl';
import type { ScreenItem } from '../../../server/screens/schema.ts';

/** `Wall · morning peak · 9 cameras` */
export function useShowsText(): (screen: Pick<ScreenItem, 'shows' | 'blank'>) => string {
  const t = useTranslations('screens');
  return ({ shows, blank }) => {
    if (shows.kind === 'none') return blank ? t('isBlank') : t('nothing');
    const parts = [
      blank ? t('isBlank') : null,
      t(shows.kind),
      shows.name || t('unnamedWall'),
      shows.kind === 'wall' ? t('cameras', { count: shows.cameras ?? 0 }) : null,
    ];
    return parts.filter((part) => part !== null).join(' · ');
  };
}
