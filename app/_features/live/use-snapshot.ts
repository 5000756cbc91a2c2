'use client';
import type { RefObject } from 'react';
import { useTranslations } from 'use-intl';
import { useTimes } from '../../_lib/i18n/use-times.ts';
import { useToasts } from '../../_ui/toast-store.ts';
import { useMay } from '../session/current-user.tsx';
import { shownVideo } from './picture-tools.ts';
import { pictureName, saveSnapshot } from './snapshot.ts';

/** Saves what the picture below `root` shows; null for whom it is not allowed. */
export function useSnapshot(root: RefObject<Element | null>, name: string): (() => void) | null {
  const t = useTranslations('wall');
  const times = useTimes();
  const may = useMay('snapshots.take');
  const showToast = useToasts((store) => store.show);
  if (!may) return null;
  const take = async () => {
    const video = shownVideo(root.current);
    const saved =
      video !== null && (await saveSnapshot(video, pictureName(name, times.dateTime(new Date()))));
    if (!saved) showToast({ tone: 'error', text: t('snapshotFailed') });
  };
  return () => void take();
}
