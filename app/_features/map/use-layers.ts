'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { useLayerStore } from './context.tsx';
import type { MapEngine } from './engine/map-engine.ts';

/** Has the map show the layers that are on; chainage posts are asked for when they are first. */
export function useLayersOnMap(engine: MapEngine | null): void {
  const trpc = useTRPC();
  const hidden = useLayerStore((store) => store.hidden);
  const posts = useQuery(
    trpc.roads.posts.queryOptions(undefined, {
      enabled: engine !== null && !hidden.includes('posts'),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  useEffect(() => engine?.setHidden(hidden), [engine, hidden]);
  useEffect(() => {
    if (posts.data) engine?.setPosts(posts.data);
  }, [engine, posts.data]);
}
