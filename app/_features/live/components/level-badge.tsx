'use client';
import { useTranslations } from 'use-intl';
import { cn } from '../../../_ui/cn.ts';
import { Tooltip } from '../../../_ui/tooltip.tsx';
import type { ShownLevel } from './live-picture.tsx';

/** HD, SD or still; marked, with the reason as its tooltip, where the computer allows no more. */
export function LevelBadge({ shown, className }: { shown: ShownLevel; className?: string }) {
  const t = useTranslations('live');
  const { because, level } = shown;
  const text = t(level);
  if (because === null)
    return (
      <span data-quality={level} className={className}>
        {text}
      </span>
    );
  const reason = t(`level.${because}`);
  return (
    <Tooltip text={reason}>
      <span
        data-quality={level}
        data-because={because}
        className={cn('pointer-events-auto text-fault', className)}
      >
        {text}
        <span className="sr-only">{reason}</span>
      </span>
    </Tooltip>
  );
}
