'use client';
import { useTranslations } from 'use-intl';
import { SPEED_STEPS } from '../engine/track-features.ts';

/** As the map colours them, from the slowest. */
const COLOURS = ['bg-alarm', 'bg-fault', 'bg-online', 'bg-accent'] as const;

export function SpeedLegend() {
  const t = useTranslations('tracks');
  const label = (from: number, to: number | undefined) => {
    if (to === undefined) return t('fast', { kmh: from });
    return from === 0 ? t('slow', { kmh: to }) : t('between', { from, to });
  };
  return (
    <ul aria-label={t('legend')} className="flex justify-between gap-1 text-quiet text-xs">
      {SPEED_STEPS.map((from, level) => (
        <li key={from} className="flex items-center gap-1 whitespace-nowrap">
          <span aria-hidden="true" className={`h-1 w-4 rounded-full ${COLOURS[level] ?? ''}`} />
          {label(from, SPEED_STEPS[level + 1])}
        </li>
      ))}
      <li>km/h</li>
    </ul>
  );
}
