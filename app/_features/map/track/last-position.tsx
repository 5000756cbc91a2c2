'use client';
import { useTranslations } from 'use-intl';
import { STALE_MS } from '../../../../server/tracks/schema.ts';
import { useAge, useNow } from '../../../_lib/format/use-age.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { cn } from '../../../_ui/cn.ts';

/** How old the newest position is, in the colour of trouble when it is too old. */
export function LastPosition({
  movedAt,
  onPicture = false,
}: {
  movedAt: Date | null;
  /** Dark ground in every theme. */
  onPicture?: boolean;
}) {
  const t = useTranslations('tracks');
  const age = useAge();
  const now = useNow();
  const times = useTimes();
  if (movedAt === null) return <span className="text-quiet text-xs">{t('never')}</span>;
  const stale = now - movedAt.getTime() > STALE_MS;
  return (
    <span
      data-stale={stale}
      title={times.dateTime(movedAt)}
      className={cn('text-xs', stale ? 'text-fault' : !onPicture && 'text-quiet')}
    >
      {t('last', { age: age(movedAt) })}
    </span>
  );
}
