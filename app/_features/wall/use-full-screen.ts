'use client';
import { useCallback, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useToasts } from '../../_ui/toast-store.ts';

/** The whole document goes full screen, so that messages and dialogs stay visible over the wall. */
export function useFullScreen(): { full: boolean; toggle: () => void } {
  const t = useTranslations('wall');
  const showToast = useToasts((store) => store.show);
  const [full, setFull] = useState(false);
  useEffect(() => {
    const onChange = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', onChange);
    return () => {
      document.removeEventListener('fullscreenchange', onChange);
      if (document.fullscreenElement !== null) void document.exitFullscreen();
    };
  }, []);
  const toggle = useCallback(() => {
    const change =
      document.fullscreenElement === null
        ? document.documentElement.requestFullscreen()
        : document.exitFullscreen();
    change.catch(() => showToast({ tone: 'error', text: t('fullScreenFailed') }));
  }, [showToast, t]);
  return { full, toggle };
}
