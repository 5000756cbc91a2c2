'use client';
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { CameraMap, CameraView, MapCamera } from '../../../server/cameras/schema.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';

const NONE: CameraMap = { cameras: [], tiled: null };

/**
 * Every camera with a position, or that there are too many to list; kept up to date by the
 * subscription, never asked again on a timer.
 */
export function useMapCameras(enabled = true) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.cameras.map.queryOptions(undefined, { enabled, staleTime: Number.POSITIVE_INFINITY }),
  );
  const map = query.data ?? NONE;
  const { cameras } = map;
  const byId = useMemo(() => new Map(cameras.map((camera) => [camera.id, camera])), [cameras]);
  return { ...query, map, byId };
}

/** Some cameras of the map: from the list, or asked for one by one where they are not in it. */
export function useMapCamerasOf(ids: readonly string[]): ReadonlyMap<string, MapCamera> {
  const trpc = useTRPC();
  const { map, byId } = useMapCameras();
  const unlisted = map.tiled === null ? [] : ids.filter((id) => !byId.has(id));
  const asked = useQueries({
    queries: unlisted.map((id) => trpc.cameras.get.queryOptions({ id })),
    combine: (answers) => answers.flatMap(({ data }) => data ?? []),
  });
  return useMemo(
    () =>
      map.tiled === null
        ? byId
        : new Map([
            ...byId,
            ...asked
              .flatMap((view) => toMapCamera(view) ?? [])
              .map((camera) => [camera.id, camera] as const),
          ]),
    [map.tiled, byId, asked],
  );
}

export function useMapCamera(cameraId: string | null): MapCamera | undefined {
  return useMapCamerasOf(cameraId === null ? [] : [cameraId]).get(cameraId ?? '');
}

/** Looks a camera up when it is needed, not before. */
export function useFindMapCamera(): (cameraId: string) => Promise<MapCamera | null> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { map, byId } = useMapCameras();
  return useCallback(
    async (id) => {
      if (map.tiled === null || byId.has(id)) return byId.get(id) ?? null;
      return toMapCamera(await queryClient.ensureQueryData(trpc.cameras.get.queryOptions({ id })));
    },
    [map.tiled, byId, queryClient, trpc],
  );
}

function toMapCamera({ mapPoint, road, ...view }: CameraView): MapCamera | null {
  return mapPoint === null ? null : { ...view, ...mapPoint, roadId: road?.id ?? null };
}

export function useRoadGeometry(enabled = true) {
  const trpc = useTRPC();
  return useQuery(
    trpc.roads.geometry.queryOptions(undefined, { enabled, staleTime: Number.POSITIVE_INFINITY }),
  );
}

export function useMapSettings() {
  const trpc = useTRPC();
  return useQuery(trpc.settings.map.queryOptions());
}

export function useCameraCounts() {
  const trpc = useTRPC();
  return useQuery(trpc.cameras.counts.queryOptions());
}
