'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { WallView } from '../../../server/walls/schema.ts';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { appError } from '../../_lib/trpc/app-error.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';

/** Always asked again: others save views too, and nothing announces it. */
export function useWallViews() {
  const trpc = useTRPC();
  return useQuery(trpc.walls.list.queryOptions(undefined, { staleTime: 0 }));
}

export function useWallView(id: string | null) {
  const trpc = useTRPC();
  return useQuery(
    trpc.walls.get.queryOptions(
      { id: id ?? '' },
      { enabled: id !== null, staleTime: 0, refetchOnWindowFocus: true },
    ),
  );
}

function useViewStored(): (view: WallView) => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return async (view) => {
    queryClient.setQueryData(trpc.walls.get.queryKey({ id: view.id }), view);
    await queryClient.invalidateQueries(trpc.walls.list.queryFilter());
  };
}

/** Creates and changes views. What `wall.changed` says is for whoever saves to settle. */
export function useSaveView() {
  const trpc = useTRPC();
  const stored = useViewStored();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const onError = (error: unknown) => {
    if (appError(error).code !== 'wall.changed')
      showToast({ tone: 'error', text: errorText(error) });
  };
  const create = useMutation(
    trpc.walls.create.mutationOptions({ onError, onSuccess: (view) => void stored(view) }),
  );
  const update = useMutation(
    trpc.walls.update.mutationOptions({ onError, onSuccess: (view) => void stored(view) }),
  );
  return { create, update };
}

/** Removes a view and offers to take it back. */
export function useRemoveView(onRemoved: (id: string) => void) {
  const t = useTranslations();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const stored = useViewStored();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const onError = (error: unknown) => showToast({ tone: 'error', text: errorText(error) });
  const restore = useMutation(
    trpc.walls.restore.mutationOptions({
      onError,
      onSuccess: async (view) => {
        showToast({ tone: 'plain', text: t('wall.restored', { name: view.name }) });
        await stored(view);
      },
    }),
  );
  const remove = useMutation(trpc.walls.remove.mutationOptions({ onError }));
  return (view: { id: string; name: string }) =>
    remove.mutate(
      { id: view.id },
      {
        onSuccess: async ({ undoToken }) => {
          onRemoved(view.id);
          showToast({
            tone: 'plain',
            text: t('wall.removed', { name: view.name }),
            action: { label: t('common.undo'), run: () => restore.mutate({ undoToken }) },
          });
          await queryClient.invalidateQueries(trpc.walls.list.queryFilter());
        },
      },
    );
}
