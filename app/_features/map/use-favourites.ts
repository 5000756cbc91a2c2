'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';

type Favourites = {
  has: (cameraId: string) => boolean;
  set: (cameraId: string, on: boolean) => void;
};

/** The cameras one marked oneself; a change shows at once and is taken back where the server refuses it. */
export function useFavourites(): Favourites {
  const trpc = useTRPC();
  const client = useQueryClient();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const queryKey = trpc.favourites.list.queryKey();
  const { data } = useQuery(trpc.favourites.list.queryOptions());
  const { mutate } = useMutation(
    trpc.favourites.set.mutationOptions({
      onMutate: ({ cameraId, on }) =>
        client.setQueryData(queryKey, (before) => {
          const others = (before?.cameraIds ?? []).filter((id) => id !== cameraId);
          return { cameraIds: on ? [...others, cameraId] : others };
        }),
      onError: (error) => showToast({ tone: 'error', text: errorText(error) }),
      onSettled: () =>
        Promise.all(
          [queryKey, trpc.trees.marked.queryKey(), trpc.cameras.list.pathKey()].map((stale) =>
            client.invalidateQueries({ queryKey: stale }),
          ),
        ),
    }),
  );
  return {
    has: (cameraId) => data?.cameraIds.includes(cameraId) ?? false,
    set: (cameraId, on) => mutate({ cameraId, on }),
  };
}
