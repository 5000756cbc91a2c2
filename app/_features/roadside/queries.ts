'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { RoadsideFilter, RoadsideSort } from '../../../server/roadside/schema.ts';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';

const PAGE_ROWS = 200;

export function useDeviceList(filter: RoadsideFilter, sort: RoadsideSort) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.roadside.list.infiniteQueryOptions(
      { ...filter, sort, limit: PAGE_ROWS },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (before) => before },
    ),
  );
}

export function useDevice(id: string | null) {
  const trpc = useTRPC();
  return useQuery(trpc.roadside.get.queryOptions({ id: id ?? '' }, { enabled: id !== null }));
}

/** Everything that shows roadside devices is asked again after one was written. */
export function useDevicesStale(): () => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries(trpc.roadside.pathFilter());
}

/** Deletes devices and offers to take it back. */
export function useRemoveDevices() {
  const t = useTranslations();
  const trpc = useTRPC();
  const stale = useDevicesStale();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const onError = (error: unknown) => showToast({ tone: 'error', text: errorText(error) });
  const restore = useMutation(
    trpc.roadside.restore.mutationOptions({
      onError,
      onSuccess: async () => {
        showToast({ tone: 'plain', text: t('devices.restored') });
        await stale();
      },
    }),
  );
  return useMutation(
    trpc.roadside.remove.mutationOptions({
      onError,
      onSuccess: async ({ undoToken }, { ids }) => {
        showToast({
          tone: 'plain',
          text: t('roadside.removed', { count: ids.length }),
          action: { label: t('common.undo'), run: () => restore.mutate({ undoToken }) },
        });
        await stale();
      },
    }),
  );
}
