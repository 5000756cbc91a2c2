'use client';
import { useTranslations } from 'use-intl';
import { RoadRangeFields, useRoadRange } from '../../map/components/road-range-fields.tsx';
import { FoundCameras } from './found-cameras.tsx';

/** A stretch of a road: from one chainage to another, either way. */
export function RoadRange({ onClose }: { onClose: () => void }) {
  const t = useTranslations('patrol');
  const range = useRoadRange();
  return (
    <>
      <RoadRangeFields range={range} />
      <p className="text-faint text-xs">{t('rangeHint')}</p>
      <FoundCameras pick={range.valid} onClose={onClose} />
    </>
  );
}
