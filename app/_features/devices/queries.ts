'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { CameraFilter, CameraSort } from '../../../server/cameras/schema.ts';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { useTRPC, useTRPCClient } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';

const PAGE_ROWS = 200;
const FIRST_PAGE: string | null = null;

export function useCameraList(filter: CameraFilter, sort: CameraSort) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  return useInfiniteQuery({
    // Asked by hand: tRPC's own infinite queries send a `direction`, which here is a road's.
    queryKey: [...trpc.cameras.list.pathKey(), 'pages', filter, sort],
    queryFn: ({ pageParam, signal }) =>
      client.cameras.list.query(
        { ...filter, sort, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
}

/** Divisions, groups and roads to choose from. */
export function useChoices() {
  const trpc = useTRPC();
  const divisions = useQuery(trpc.trees.divisionChoices.queryOptions());
  const groups = useQuery(trpc.trees.groupChoices.queryOptions());
  const roads = useQuery(trpc.trees.roads.queryOptions());
  return { divisions: divisions.data ?? [], groups: groups.data ?? [], roads: roads.data ?? [] };
}

/** Everything that shows cameras is asked again after one was written. */
export function useCamerasStale(): () => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return async () => {
    await Promise.all([
      queryClient.invalidateQueries(trpc.cameras.pathFilter()),
      queryClient.invalidateQueries(trpc.trees.pathFilter()),
    ]);
  };
}

/** Deletes cameras and offers to take it back. */
export function useRemoveCameras() {
  const t = useTranslations();
  const trpc = useTRPC();
  const stale = useCamerasStale();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const onError = (error: unknown) => showToast({ tone: 'error', text: errorText(error) });
  const restore = useMutation(
    trpc.cameras.restore.mutationOptions({
      onError,
      onSuccess: async () => {
        showToast({ tone: 'plain', text: t('devices.restored') });
        await stale();
      },
    }),
  );
  return useMutation(
    trpc.cameras.remove.mutationOptions({
      onError,
      onSuccess: async ({ undoToken }, { ids }) => {
        showToast({
          tone: 'plain',
          text: t('devices.removed', { count: ids.length }),
          action: { label: t('common.undo'), run: () => restore.mutate({ undoToken }) },
        });
        await stale();
      },
    }),
  );
}
