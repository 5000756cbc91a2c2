'use client';
import { useTranslations } from 'use-intl';
import { cn } from '../../../_ui/cn.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Tooltip } from '../../../_ui/tooltip.tsx';
import { useKey } from '../../keys/context.tsx';
import type { Zoom } from '../use-zoom.ts';

type ZoomToolsProps = { zoom: Zoom; size: 'sm' | 'md'; className?: string };

/** Electronic zoom by button and key; the way back shows only where something is enlarged. */
export function ZoomTools({ zoom, size, className }: ZoomToolsProps) {
  const t = useTranslations('live');
  const keys = {
    zoomIn: useKey('zoomIn'),
    zoomOut: useKey('zoomOut'),
    whole: useKey('zoomWhole'),
  };
  const enlarged = zoom.scale > 1;
  return (
    <>
      {enlarged && (
        <>
          <Tooltip text={t('zoomReset')}>
            <button
              type="button"
              aria-label={t('zoomReset')}
              aria-keyshortcuts={keys.whole}
              onClick={zoom.reset}
              className={cn('h-6 rounded-sm px-1 text-xs', className)}
            >
              {t('zoomed', { factor: zoom.scale.toFixed(1) })}
            </button>
          </Tooltip>
          <IconButton
            icon="zoomOut"
            size={size}
            label={t('zoomOut')}
            shortcut={keys.zoomOut}
            className={className}
            onClick={zoom.out}
          />
        </>
      )}
      <IconButton
        icon="zoomIn"
        size={size}
        label={t('zoomIn')}
        shortcut={keys.zoomIn}
        className={className}
        onClick={zoom.in}
      />
    </>
  );
}
