'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ContextMenu, type MenuPlace } from '../../../_ui/context-menu.tsx';
import type { LonLat } from '../engine/library.ts';
import type { Pointing } from './use-pointing.ts';

type Opened = { readonly place: LonLat; readonly at: MenuPlace };

/** The menu of the ground, away from any camera. */
export function useGroundMenu({ may, point }: Pointing) {
  const t = useTranslations('map.pointing');
  const [opened, setOpened] = useState<Opened | null>(null);
  const open = (place: LonLat, at: MenuPlace) => {
    if (may) setOpened({ place, at });
  };
  const menu = opened !== null && (
    <ContextMenu
      key={opened.place.join()}
      at={opened.at}
      label={t('menu')}
      items={[{ id: 'point', icon: 'ptz', label: t('point'), onSelect: () => point(opened.place) }]}
      onClose={() => setOpened(null)}
    />
  );
  return { open, menu };
}
