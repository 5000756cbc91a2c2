'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { CameraPlace } from '../../../../server/cameras/schema.ts';
import { formatChainage } from '../../../_lib/format/chainage.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC, useTRPCClient } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import type { LonLat } from '../engine/library.ts';
import { movedTo, type WhichPoint } from './handles.ts';
import { usePlacing } from './store.ts';

const WITHIN_M = 500;
/** Nearer than it is measured. */
const SAME_M = 1;

type SnapOfferProps = { id: string; place: CameraPlace; at: LonLat; point: WhichPoint };

/** The nearest road, and the camera put onto it with road, direction and chainage. */
export function SnapOffer({ id, place, at, point }: SnapOfferProps) {
  const t = useTranslations();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const [lon, lat] = at;
  const { data: road } = useQuery(
    trpc.roads.nearest.queryOptions(
      { lon, lat, withinM: WITHIN_M },
      { placeholderData: (before) => before },
    ),
  );
  const snap = useMutation({
    mutationFn: (to: { roadId: string; direction: 'up' | 'down'; chainageM: number }) =>
      client.roads.locate.query(to),
    onSuccess: (found, { roadId, direction, chainageM }) => {
      if (found === null) return;
      const onRoad = movedTo(place, point, [found.lon, found.lat]);
      usePlacing.getState().change(id, { ...onRoad, roadId, direction, chainageM }, 'snap');
    },
    onError: (error) => showToast({ tone: 'error', text: errorText(error) }),
  });
  if (road === undefined) return null;
  if (road === null) return <p className="text-quiet text-xs">{t('map.select.noRoad')}</p>;
  const { roadId, code, direction, distanceM } = road;
  const chainageM = Math.round(road.chainageM);
  const there =
    distanceM < SAME_M &&
    place.roadId === roadId &&
    place.direction === direction &&
    Math.abs((place.chainageM ?? Number.NaN) - chainageM) <= SAME_M;
  const text = `${code} ${t(`map.${direction}`)} ${formatChainage(chainageM)}`;
  return (
    <div className="flex min-h-7 items-center justify-between gap-2">
      <span>
        {text}
        <span className="whitespace-nowrap text-quiet">
          {' · '}
          {t('map.placing.away', { metres: Math.round(distanceM) })}
        </span>
      </span>
      {!there && (
        <Button busy={snap.isPending} onClick={() => snap.mutate({ roadId, direction, chainageM })}>
          {t('map.placing.snap')}
        </Button>
      )}
    </div>
  );
}
