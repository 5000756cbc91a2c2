'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MapCamera } from '../../../server/cameras/schema.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';

const NO_CAMERAS: MapCamera[] = [];

/** Every camera with a position; kept up to date by the subscription, never asked again on a timer. */
export function useMapCameras(enabled = true) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.cameras.map.queryOptions(undefined, { enabled, staleTime: Number.POSITIVE_INFINITY }),
  );
  const cameras = query.data?.cameras ?? NO_CAMERAS;
  const byId = useMemo(() => new Map(cameras.map((camera) => [camera.id, camera])), [cameras]);
  return { ...query, cameras, byId };
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
