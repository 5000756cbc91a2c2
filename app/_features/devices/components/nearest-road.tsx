'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { formatChainage } from '../../../_lib/format/chainage.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import type { RoadDraft } from './road-fields.tsx';

/** The road nearest to the chosen position, offered where none was chosen. */
export function NearestRoad({
  draft,
  onUse,
}: {
  draft: RoadDraft & { lon: string; lat: string };
  onUse: (part: RoadDraft) => void;
}) {
  const t = useTranslations();
  const trpc = useTRPC();
  const [lon, lat] = [Number(draft.lon), Number(draft.lat)];
  const placed =
    draft.lon !== '' && draft.lat !== '' && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
  const { data } = useQuery(
    trpc.roads.nearest.queryOptions({ lon, lat }, { enabled: placed && draft.roadId === '' }),
  );
  if (!data || draft.roadId !== '') return null;
  const chainage = formatChainage(data.chainageM);
  return (
    <p className="mt-1 flex items-center gap-2 text-sm">
      {t('devices.form.nearest', {
        road: data.code,
        chainage,
        direction: t(`map.${data.direction}`),
        distance: Math.round(data.distanceM),
      })}
      <Button
        look="quiet"
        className="h-6 px-2 text-accent"
        onClick={() => onUse({ roadId: data.roadId, direction: data.direction, chainage })}
      >
        {t('devices.form.useNearest')}
      </Button>
    </p>
  );
}
