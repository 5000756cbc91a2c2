'use client';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { CameraRow } from '../../../../server/cameras/schema.ts';
import { DEVICE_DRIVERS, type RoadNode, type TreeNode } from '../../../../server/trees/schema.ts';
import { useTRPC, useTRPCClient } from '../../../_lib/trpc/client.ts';
import { orderIn } from '../../live/place-drag.ts';
import { type Devices, directionBranchId, type LeafFilter, type Sections } from './branches.ts';

const LEAF_PAGE = 200;

export type Leaves = { items: CameraRow[]; total: number; loading: boolean };

/** Children of every opened node of a lazy tree, keyed by parent; the root is `null`. */
export function useTreeNodes(
  tree: 'divisions' | 'groups',
  openIds: readonly string[],
): { children: Map<string | null, TreeNode[]>; pending: boolean; error: unknown } {
  const trpc = useTRPC();
  const parents = [null, ...openIds];
  const results = useQueries({
    queries: parents.map((parentId) =>
      tree === 'divisions'
        ? trpc.trees.divisions.queryOptions({ parentId })
        : trpc.trees.groups.queryOptions({ parentId }),
    ),
  });
  const children = new Map<string | null, TreeNode[]>();
  parents.forEach((parentId, index) => {
    const nodes = results[index]?.data;
    if (nodes !== undefined) children.set(parentId, nodes);
  });
  return { children, pending: results[0]?.isPending ?? true, error: results[0]?.error ?? null };
}

export function useRoadNodes() {
  const trpc = useTRPC();
  return useQuery(trpc.trees.roads.queryOptions());
}

/** Sections of every opened direction. */
export function useSections(roads: readonly RoadNode[], openIds: ReadonlySet<string>): Sections {
  const trpc = useTRPC();
  const open = roads.flatMap(({ id: roadId, directions }) =>
    directions.flatMap(({ direction }) => {
      const id = directionBranchId(roadId, direction);
      return openIds.has(id) ? [{ id, roadId, direction }] : [];
    }),
  );
  const results = useQueries({
    queries: open.map(({ roadId, direction }) =>
      trpc.trees.sections.queryOptions({ roadId, direction }),
    ),
  });
  return new Map(
    open.flatMap(({ id }, index) => {
      const nodes = results[index]?.data;
      return nodes === undefined ? [] : [[id, nodes] as const];
    }),
  );
}

export function useDriverNodes() {
  const trpc = useTRPC();
  return useQuery(trpc.trees.drivers.queryOptions());
}

export function useMarkedNodes() {
  const trpc = useTRPC();
  return useQuery(trpc.trees.marked.queryOptions());
}

/** Devices of every opened driver that has some, a few hundred at a time. */
export function useDevices(openIds: ReadonlySet<string>) {
  const trpc = useTRPC();
  const [pages, setPages] = useState<Record<string, number>>({});
  const open = DEVICE_DRIVERS.filter((driver) => openIds.has(`driver:${driver}`));
  const results = useQueries({
    queries: open.map((driver) =>
      trpc.trees.devices.queryOptions(
        { driver, first: (pages[`driver:${driver}`] ?? 1) * LEAF_PAGE },
        { placeholderData: (before) => before },
      ),
    ),
  });
  const devices: Devices = new Map(
    open.flatMap((driver, index) => {
      const found = results[index]?.data;
      return found === undefined ? [] : [[driver, found] as const];
    }),
  );
  const showMore = (id: string) =>
    setPages((before) => ({ ...before, [id]: (before[id] ?? 1) + 1 }));
  return { devices, showMore };
}

/** Cameras under each opened leaf node, a few hundred at a time. */
export function useLeaves(open: readonly { id: string; filter: LeafFilter }[]) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [pages, setPages] = useState<Record<string, number>>({});
  const results = useQueries({
    queries: open.map(({ id, filter }) => {
      const wanted = pages[id] ?? 1;
      return {
        // Below the key of cameras.list, so that whatever makes lists stale makes these stale too.
        queryKey: [...trpc.cameras.list.pathKey(), 'leaves', filter, wanted],
        queryFn: async ({ signal }: { signal: AbortSignal }) => {
          const items: CameraRow[] = [];
          let total = 0;
          let cursor: string | undefined;
          for (let page = 0; page < wanted; page += 1) {
            const answer = await client.cameras.list.query(
              { ...filter, cursor, limit: LEAF_PAGE, sort: orderIn(filter) },
              { signal },
            );
            items.push(...answer.items);
            total = answer.total;
            if (answer.nextCursor === null) break;
            cursor = answer.nextCursor;
          }
          return { items, total };
        },
        placeholderData: (before: { items: CameraRow[]; total: number } | undefined) => before,
      };
    }),
  });
  const leaves = new Map<string, Leaves>();
  open.forEach(({ id }, index) => {
    const data = results[index]?.data;
    leaves.set(id, {
      items: data?.items ?? [],
      total: data?.total ?? 0,
      loading: data === undefined,
    });
  });
  const showMore = useCallback(
    (id: string) => setPages((before) => ({ ...before, [id]: (before[id] ?? 1) + 1 })),
    [],
  );
  return useMemo(() => ({ leaves, showMore }), [leaves, showMore]);
}
