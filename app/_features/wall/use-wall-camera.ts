'use client';
import { use } from 'react';
import type { CameraStatus } from '../../../server/cameras/schema.ts';
import { appError } from '../../_lib/trpc/app-error.ts';
import { useCamera } from '../live/queries.ts';
import { usePlaceText } from '../map/format.ts';
import { useMapCameras } from '../map/queries.ts';
import { useRoadCode } from '../map/use-road-code.ts';
import { GivenCameras } from './given-cameras.tsx';

export type WallCamera =
  | { state: 'loading' | 'missing' | 'unreachable' }
  | { state: 'known'; name: string; place: string; status: CameraStatus };

/** What a cell says about its camera: from the map's cameras, or asked for where it has no position. */
export function useWallCamera(cameraId: string): WallCamera {
  const given = use(GivenCameras);
  const asks = given === null;
  const { byId, isPending, isSuccess } = useMapCameras(asks);
  const placeText = usePlaceText();
  const roadCode = useRoadCode(asks);
  const onMap = byId.get(cameraId);
  const asked = useCamera(cameraId, asks && isSuccess && onMap === undefined);
  if (!asks) return given.get(cameraId) ?? { state: 'missing' };
  if (onMap !== undefined) {
    const place = placeText(onMap, roadCode(onMap.roadId));
    return { state: 'known', name: onMap.name, place, status: onMap.status };
  }
  if (asked.isError) {
    const gone = appError(asked.error).code === 'camera.not-found';
    return { state: gone ? 'missing' : 'unreachable' };
  }
  if (asked.data !== undefined) {
    const { name, road, status } = asked.data;
    return { state: 'known', name, place: placeText(asked.data, road?.code), status };
  }
  return { state: isPending || asked.isLoading ? 'loading' : 'unreachable' };
}
