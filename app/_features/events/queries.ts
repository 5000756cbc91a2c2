'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { EventListInput } from '../../../server/events/schema.ts';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';
import { useOpenEvents } from './open-store.ts';

export type EventFilter = Omit<EventListInput, 'cursor' | 'limit'>;

const PAGE_ROWS = 100;
/** More pages than these are not loaded anew under whoever reads them. */
const PAGES_RENEWED = 2;

/** The list, kept up to date while its reader is near its beginning; `stale`: it is not any more. */
export function useEvents(filter: EventFilter) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const events = useInfiniteQuery(
    trpc.events.list.infiniteQueryOptions(
      { ...filter, limit: PAGE_ROWS },
      {
        getNextPageParam: (page) => page.nextCursor,
        placeholderData: (before) => before,
        staleTime: 0,
      },
    ),
  );
  const [stale, setStale] = useState(false);
  const renew = () => {
    setStale(false);
    return client.resetQueries(trpc.events.list.pathFilter());
  };
  useEffect(
    () =>
      useOpenEvents.subscribe(() => {
        const pages = client.getQueriesData<{ pages: unknown[] }>(trpc.events.list.pathFilter());
        const many = pages.some(([, data]) => (data?.pages.length ?? 0) > PAGES_RENEWED);
        if (many) setStale(true);
        else void client.invalidateQueries(trpc.events.list.pathFilter());
        void client.invalidateQueries(trpc.events.get.pathFilter());
      }),
    [client, trpc],
  );
  return { events, stale, renew };
}

/** What is done to events; what it does shows by itself. */
export function useEventActs() {
  const t = useTranslations('events');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const onError = (error: unknown) => showToast({ tone: 'error', text: errorText(error) });
  const say = (text: string) => showToast({ tone: 'plain', text });
  const acknowledge = useMutation(
    trpc.events.acknowledge.mutationOptions({
      onError,
      onSuccess: ({ changed }) => say(t('acknowledged', { count: changed })),
    }),
  );
  const close = useMutation(
    trpc.events.close.mutationOptions({
      onError,
      onSuccess: ({ changed }) => say(t('closed', { count: changed })),
    }),
  );
  return { acknowledge, close };
}
