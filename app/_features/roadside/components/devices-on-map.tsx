'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { SINGLES_ZOOM } from '../../../../server/map/schema.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { useToasts } from '../../../_ui/toast-store.ts';
import type { MapEngine } from '../../map/engine/map-engine.ts';
import { useWanted } from '../../wall/use-wanted.ts';
import { DeviceCard, DeviceHoverCard } from './device-card.tsx';

type DevicesOnMapProps = {
  engine: MapEngine;
  moves: number;
  hoveredId: string | null;
  shownId: string | null;
  onShow: (deviceId: string | null) => void;
  onPlay: (cameraId: string) => void;
};

/** Cards of roadside devices. `/?device=<id>` shows one: how its list points at the map. */
export function DevicesOnMap(props: DevicesOnMapProps) {
  const { engine, moves, hoveredId, shownId, onShow, onPlay } = props;
  const t = useTranslations('roadside');
  const trpc = useTRPC();
  const client = useQueryClient();
  const showToast = useToasts((store) => store.show);
  useWanted('device', async (id) => {
    const { lon, lat } = await client.fetchQuery(trpc.roadside.get.queryOptions({ id }));
    if (lon === null || lat === null) return showToast({ tone: 'plain', text: t('gone') });
    engine.moveTo([lon, lat], Math.max(engine.view().zoom, SINGLES_ZOOM));
    onShow(id);
  });
  return (
    <>
      <DeviceHoverCard
        engine={engine}
        moves={moves}
        deviceId={hoveredId === shownId ? null : hoveredId}
      />
      {shownId !== null && (
        <DeviceCard
          key={shownId}
          engine={engine}
          moves={moves}
          deviceId={shownId}
          onPlay={onPlay}
          onClose={() => onShow(null)}
        />
      )}
    </>
  );
}
