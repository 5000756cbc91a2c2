'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';

/** Always asked again: others share views too, and nothing announces it. */
export function useMapViews(enabled = true) {
  const trpc = useTRPC();
  return useQuery(trpc.mapViews.list.queryOptions(undefined, { enabled, staleTime: 0 }));
}

/** Saves, changes and removes views; a removal can be taken back. */
export function useChangeMapViews() {
  const t = useTranslations();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const onError = (error: unknown) => showToast({ tone: 'error', text: errorText(error) });
  const stale = () => queryClient.invalidateQueries(trpc.mapViews.pathFilter());
  const told = (text: 'saved' | 'restored') => ({
    onError,
    onSuccess: ({ name }: { name: string }) => {
      showToast({ tone: 'plain', text: t(`map.views.${text}`, { name }) });
      void stale();
    },
  });
  const create = useMutation(trpc.mapViews.create.mutationOptions(told('saved')));
  const update = useMutation(trpc.mapViews.update.mutationOptions(told('saved')));
  const restore = useMutation(trpc.mapViews.restore.mutationOptions(told('restored')));
  const { mutate } = useMutation(trpc.mapViews.remove.mutationOptions({ onError }));
  const remove = ({ id, name }: { id: string; name: string }) =>
    mutate(
      { id },
      {
        onSuccess: ({ undoToken }) => {
          showToast({
            tone: 'plain',
            text: t('map.views.removed', { name }),
            action: { label: t('common.undo'), run: () => restore.mutate({ undoToken }) },
          });
          void stale();
        },
      },
    );
  return { create, update, remove };
}
