'use client';
import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Area, Selected, Selection } from '../../../server/cameras/schema.ts';
import { LONG, useTRPC, useTRPCClient } from '../../_lib/trpc/client.ts';
import type { LonLat } from './engine/library.ts';
import type { MapEngine } from './engine/map-engine.ts';
import { isEmpty, useSelection } from './selection-store.ts';

/** How many of them are online changes by itself. */
const COUNT_AGAIN_MS = 15_000;
const ROWS = 100;

/** How many were chosen, and the first of them. */
export function useSelected(selection: Selection) {
  const trpc = useTRPC();
  return useQuery(
    trpc.cameras.selected.queryOptions(selection, {
      ...LONG,
      enabled: !isEmpty(selection),
      staleTime: 0,
      refetchInterval: COUNT_AGAIN_MS,
      placeholderData: (before) => before,
    }),
  );
}

/** All of them, page by page. */
export function useSelectedRows(selection: Selection) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  return useInfiniteQuery({
    queryKey: [...trpc.cameras.selectedRows.pathKey(), selection],
    queryFn: ({ pageParam, signal }) =>
      client.cameras.selectedRows.query(
        { selection, offset: pageParam, limit: ROWS },
        { signal, context: LONG.trpc.context },
      ),
    initialPageParam: 0,
    getNextPageParam: (page) => page.nextOffset,
    placeholderData: (before) => before,
  });
}

type RoadArea = Extract<Area, { kind: 'road' }>;
const NO_MARKS: Selected['first'] = [];

/** Has the map show what is chosen: its areas, and rings around its first cameras. */
export function useSelectionOnMap(engine: MapEngine | null): void {
  const selection = useSelection((store) => store.selection);
  const trpc = useTRPC();
  const selected = useSelected(selection);
  const first = isEmpty(selection) ? NO_MARKS : (selected.data?.first ?? NO_MARKS);
  const roads = selection.areas.filter((area): area is RoadArea => area.kind === 'road');
  const stretches = useQueries({
    queries: roads.map(({ kind: _, ...stretch }) =>
      trpc.roads.stretch.queryOptions(stretch, { staleTime: Number.POSITIVE_INFINITY }),
    ),
    combine: (answers) => answers.flatMap(({ data }) => data?.lines ?? []),
  });
  useEffect(() => {
    engine?.setSelected(
      first.flatMap(({ lon, lat }): LonLat[] => (lon === null || lat === null ? [] : [[lon, lat]])),
    );
  }, [engine, first]);
  const shapes = useMemo(
    () => selection.areas.flatMap((area) => (area.kind === 'shape' ? [area.ring] : [])),
    [selection.areas],
  );
  useEffect(() => engine?.setAreas(shapes, stretches), [engine, shapes, stretches]);
}

/** Into the selection, or out of it. */
export function useChooseCamera(): (cameraId: string) => void {
  const { selection, add, leaveOut } = useSelection();
  const { data } = useSelected(selection);
  return (cameraId) => {
    const known = !isEmpty(selection) && data?.first.some(({ id }) => id === cameraId) === true;
    if (known) leaveOut(cameraId);
    else add([cameraId]);
  };
}
