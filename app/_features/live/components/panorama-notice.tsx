'use client';
import { useTranslations } from 'use-intl';
import type { PanoramaMode } from '../use-panorama.ts';

/** Why an all-round picture is flat although nobody wanted that. */
export function PanoramaNotice({ mode: { failure } }: { mode: PanoramaMode }) {
  const t = useTranslations('live.panorama');
  if (failure === null) return null;
  return (
    <p
      role="status"
      className="pointer-events-none absolute bottom-2 left-2 rounded-sm bg-black/75 px-2 py-1 text-fault text-xs"
    >
      {t('flat', { reason: t(`failed.${failure}`) })}
    </p>
  );
}
