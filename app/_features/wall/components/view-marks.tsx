import { useTranslations } from 'use-intl';
import type { WallHead } from '../../../../server/walls/schema.ts';
import { Icon } from '../../../_ui/icons.tsx';

type Marked = Pick<WallHead, 'shared' | 'locked' | 'version'>;

/** Shared or private, which version, and whether it is locked. */
export function ViewMarks({ view }: { view: Marked }) {
  const t = useTranslations('wall');
  return (
    <span className="flex shrink-0 items-center gap-1.5 text-quiet text-xs">
      <span className="rounded-sm border border-edge px-1.5">
        {t(view.shared ? 'shared' : 'private')} · {t('version', { version: view.version })}
      </span>
      {view.locked && (
        <span className="flex items-center gap-0.5 text-locked">
          <Icon name="lock" className="size-3" />
          {t('locked')}
        </span>
      )}
    </span>
  );
}
