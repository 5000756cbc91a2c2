'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { useTRPCClient } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';
import type { RoadPlace } from './components/road-tool.tsx';
import type { LonLat } from './engine/library.ts';
import type { MapEngine } from './engine/map-engine.ts';
import { useFindMapCamera } from './queries.ts';

/** A finger's breadth beside a road is on it. */
const REACH_PX = 12;
const LEAST_REACH_M = 500;
const MOST_REACH_M = 50_000;

/** Where on which road the map was pressed, by a camera or beside one. */
export function useRoadPress(engine: MapEngine | null) {
  const t = useTranslations('map.select');
  const client = useTRPCClient();
  const find = useFindMapCamera();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const [pressed, setPressed] = useState<RoadPlace | null>(null);

  const settle = (place: Promise<RoadPlace | null>) =>
    void place.then(
      (found) => {
        if (found !== null) setPressed(found);
        else showToast({ tone: 'plain', text: t('noRoad') });
      },
      (error: unknown) => showToast({ tone: 'error', text: errorText(error) }),
    );
  const nearest = async ([lon, lat]: LonLat): Promise<RoadPlace | null> => {
    const reach = REACH_PX * (engine?.metresPerPixel() ?? 0);
    const withinM = Math.min(Math.max(reach, LEAST_REACH_M), MOST_REACH_M);
    return client.roads.nearest.query({ lon, lat, withinM });
  };
  const ofCamera = async (cameraId: string, at: LonLat | null): Promise<RoadPlace | null> => {
    const camera = await find(cameraId);
    if (camera?.roadId != null && camera.chainageM !== null)
      return { roadId: camera.roadId, chainageM: camera.chainageM };
    return at === null ? null : nearest(at);
  };
  return {
    pressed,
    pressGround: (at: LonLat) => settle(nearest(at)),
    pressCamera: (cameraId: string, at: LonLat | null) => settle(ofCamera(cameraId, at)),
  };
}
