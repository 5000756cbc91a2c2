'use client';
import { useTranslations } from 'use-intl';
import { StatusMark } from '../../../_ui/status-mark.tsx';

const STATUSES = ['online', 'offline', 'fault', 'unknown'] as const;

export function MapLegend() {
  const t = useTranslations();
  return (
    <section
      aria-label={t('map.legend')}
      className="rounded-md border border-edge bg-panel px-3 py-2 text-sm"
    >
      <ul className="flex flex-col gap-1.5">
        {STATUSES.map((status) => (
          <li key={status} className="flex items-center gap-2">
            <StatusMark status={status} className="mx-1" />
            {t(`status.${status}`)}
          </li>
        ))}
        <li className="flex items-center gap-2">
          <span className="grid size-5 place-items-center rounded-full border-2 border-online text-2xs">
            9
          </span>
          {t('map.legendCluster')}
        </li>
        <li className="flex items-center gap-2">
          <span className="h-0.5 w-5 rounded-full bg-(--map-expressway)" />
          {t('map.legendRoad')}
        </li>
        <li className="flex items-center gap-2">
          <span className="size-3.5 mx-1 bg-accent/40 [clip-path:polygon(50%_100%,0_0,100%_0)]" />
          {t('map.legendCone')}
        </li>
      </ul>
    </section>
  );
}
