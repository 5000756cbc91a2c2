'use client';
import type { RefObject } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { hasPictureInPicture, togglePictureInPicture } from '../picture-tools.ts';

type ToolProps = { root: RefObject<Element | null>; size: 'sm' | 'md'; className?: string };

/** Nothing where the browser has no such windows. */
export function PictureInPictureTool({ root, size, className }: ToolProps) {
  const t = useTranslations('live');
  const showToast = useToasts((store) => store.show);
  if (!hasPictureInPicture()) return null;
  const toggle = async () => {
    const done = await togglePictureInPicture(root.current);
    if (!done) showToast({ tone: 'error', text: t('pictureInPictureFailed') });
  };
  return (
    <IconButton
      icon="pip"
      size={size}
      label={t('pictureInPicture')}
      className={className}
      onClick={() => void toggle()}
    />
  );
}
