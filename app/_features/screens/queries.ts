'use client';
import { useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ScreenItem, SendWhat } from '../../../server/screens/schema.ts';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';

/** All screens, kept up to date; null: not told yet. */
export function useScreens(): { screens: readonly ScreenItem[] | null; failed: unknown } {
  const trpc = useTRPC();
  const [screens, setScreens] = useState<readonly ScreenItem[] | null>(null);
  const { error } = useSubscription(
    trpc.screens.follow.subscriptionOptions(undefined, {
      onData: ({ items }) => setScreens(items),
    }),
  );
  return { screens, failed: screens === null ? error : null };
}

export function useScreenName(): (screen: Pick<ScreenItem, 'number' | 'name'>) => string {
  const t = useTranslations('screens');
  return ({ number, name }) => t('screen', { number, name });
}

/** `onError` has said it already. */
const told = () => undefined;

/** Everything that is done to a screen; what it does shows in the list by itself. */
export function useScreenActs() {
  const t = useTranslations();
  const trpc = useTRPC();
  const nameOf = useScreenName();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const onError = (error: unknown) => showToast({ tone: 'error', text: errorText(error) });
  const say = (text: string) => showToast({ tone: 'plain', text });
  const takeBack = useMutation(trpc.screens.takeBack.mutationOptions({ onError }));
  const send = useMutation(trpc.screens.send.mutationOptions({ onError }));
  const blank = useMutation(trpc.screens.setBlank.mutationOptions({ onError }));
  const identify = useMutation(trpc.screens.identify.mutationOptions({ onError }));
  const restore = useMutation(trpc.screens.restore.mutationOptions({ onError }));
  const forget = useMutation(trpc.screens.forget.mutationOptions({ onError }));
  return {
    // By promise: what opened this has closed by the time the answer comes.
    send: (screen: ScreenItem, what: SendWhat) => {
      const undo = (sent: { id: string; version: number }) =>
        takeBack
          .mutateAsync(sent)
          .then(() => say(t('screens.takenBack', { screen: nameOf(screen) })), told);
      const offerUndo = (sent: { id: string; version: number }) =>
        showToast({
          tone: 'plain',
          text: t('screens.sent', { screen: nameOf(screen) }),
          action: { label: t('common.undo'), run: () => void undo(sent) },
        });
      void send.mutateAsync({ id: screen.id, what }).then(offerUndo, told);
    },
    setBlank: ({ id }: ScreenItem, dark: boolean) => blank.mutate({ id, blank: dark }),
    identify: ({ id, number }: ScreenItem) =>
      identify.mutate({ id }, { onSuccess: () => say(t('screens.identified', { number })) }),
    forget: ({ id, name }: ScreenItem) => {
      const offerUndo = ({ undoToken }: { undoToken: string }) =>
        showToast({
          tone: 'plain',
          text: t('screens.forgotten', { name }),
          action: { label: t('common.undo'), run: () => restore.mutate({ undoToken }) },
        });
      void forget.mutateAsync({ id }).then(offerUndo, told);
    },
  };
}
