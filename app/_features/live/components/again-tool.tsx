'use client';
import type { RefObject } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import type { LiveControls } from '../use-live-view.ts';

const SECONDS = 30;
type ToolProps = {
  controls: RefObject<LiveControls | null>;
  size: 'sm' | 'md';
  className?: string;
};

/** The last half minute once more, from what the browser still has. */
export function AgainTool({ controls, size, className }: ToolProps) {
  const t = useTranslations('live');
  const showToast = useToasts((store) => store.show);
  return (
    <IconButton
      icon="again"
      size={size}
      label={t('lookBack', { seconds: SECONDS })}
      className={className}
      onClick={() => {
        if ((controls.current?.lookBack(SECONDS) ?? 0) === 0)
          showToast({ tone: 'plain', text: t('nothingAgain') });
      }}
    />
  );
}
