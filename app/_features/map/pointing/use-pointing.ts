'use client';
import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import type { Pointed } from '../../../../server/ptz/schema.ts';
import { LONG, useTRPC } from '../../../_lib/trpc/client.ts';
import { useMay } from '../../session/current-user.tsx';
import type { LonLat } from '../engine/library.ts';
import type { MapEngine } from '../engine/map-engine.ts';
import { useMapCamerasOf } from '../queries.ts';

/** A camera whose view angle nobody entered is drawn as a usual dome. */
const USUAL_ANGLE = 60;
const NONE: Pointed['items'] = [];

/** Points the cameras that see a place at it, and has the map show where they look since. */
export function usePointing(engine: MapEngine | null) {
  const trpc = useTRPC();
  const may = useMay('ptz.move');
  const { mutate, data, error, isPending, isIdle, reset } = useMutation(
    trpc.ptz.pointAt.mutationOptions(LONG),
  );
  const items = data?.items ?? NONE;
  const ids = useMemo(() => items.map(({ cameraId }) => cameraId), [items]);
  const known = useMapCamerasOf(ids);
  const sights = useMemo(
    () =>
      items.flatMap((item) => {
        const camera = known.get(item.cameraId);
        if (item.kind === 'refused' || camera === undefined) return [];
        const viewAngle = camera.viewAngle ?? USUAL_ANGLE;
        const viewRangeM = Math.max(camera.viewRangeM ?? 0, item.distanceM);
        return [{ ...camera, azimuth: item.azimuth, viewAngle, viewRangeM }];
      }),
    [items, known],
  );
  useEffect(() => engine?.setSights(sights), [engine, sights]);
  const point = useCallback(
    ([lon, lat]: LonLat) => {
      if (may) mutate({ lon, lat });
    },
    [may, mutate],
  );
  return { may, point, data, error, isPending, isIdle, close: reset };
}
export type Pointing = ReturnType<typeof usePointing>;
