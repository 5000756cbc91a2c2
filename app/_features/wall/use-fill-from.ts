'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { useTRPCClient } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';
import { type CameraPlace, orderIn } from '../live/place-drag.ts';
import { useWallApi } from './context.tsx';
import { cellCount } from './layouts.ts';

type Fill = { place: CameraPlace; from: number };

/** Fills the cells that are shown, from one on, with the cameras of a place; what they held can be brought back. */
export function useFillFrom(): (place: CameraPlace, from: number) => void {
  const t = useTranslations();
  const client = useTRPCClient();
  const api = useWallApi();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const { mutate } = useMutation({
    mutationFn: ({ place, from }: Fill) =>
      client.cameras.list.query({
        ...place,
        limit: cellCount(api.getState().layout) - from,
        sort: orderIn(place),
      }),
    onSuccess: ({ items, total }, { from }) => {
      if (items.length === 0) return showToast({ tone: 'plain', text: t('wall.filledNone') });
      const { layout, cells, opened, fill, replace } = api.getState();
      fill(
        from,
        items.map((camera) => camera.id),
      );
      showToast({
        tone: 'plain',
        text: t('wall.filled', { count: items.length, total }),
        action: { label: t('common.undo'), run: () => replace({ layout, cells }, opened) },
      });
    },
    onError: (error) => showToast({ tone: 'error', text: errorText(error) }),
  });
  return (place, from) => mutate({ place, from });
}
