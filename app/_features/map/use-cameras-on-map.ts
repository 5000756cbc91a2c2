'use client';
import { useEffect } from 'react';
import type { CameraChange } from '../../../server/cameras/schema.ts';
import { onCameraChanges } from '../changes/change-feed.ts';
import type { LonLat } from './engine/library.ts';
import type { MapEngine } from './engine/map-engine.ts';
import { useMapCameras } from './queries.ts';

/** Has a map show all cameras, listed or from tiles, and keeps them as they are now. */
export function useCamerasOnMap(engine: MapEngine | null): { empty: boolean } {
  const { map, isSuccess } = useMapCameras();
  useEffect(() => engine?.setCameras(map), [engine, map]);
  useEffect(
    () => onCameraChanges((changes) => engine?.camerasChanged(changes.flatMap(placesOf))),
    [engine],
  );
  return { empty: isSuccess && map.tiled === null && map.cameras.length === 0 };
}

/** Where tiles are old now; nowhere for a camera that is not on the map. */
function placesOf(change: CameraChange): (LonLat | 'somewhere')[] {
  switch (change.type) {
    case 'picture':
    // Those that move are in no tile.
    case 'moved':
    case 'roadside':
      return [];
    case 'status':
      if (change.at === undefined) return ['somewhere'];
      return change.at === null ? [] : [[change.at.lon, change.at.lat]];
    case 'upserted':
    case 'removed':
    case 'reset':
      return ['somewhere'];
  }
}
