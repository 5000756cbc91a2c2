'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useCallback } from 'react';
import { create } from 'zustand';
import type { Talking } from '../../../server/talk/schema.ts';
import { appError } from '../../_lib/trpc/app-error.ts';
import { useTRPC, useTRPCClient } from '../../_lib/trpc/client.ts';
import { workerOrigins } from '../live/play-url.ts';
import { useMay } from '../session/current-user.tsx';
import { TalkError } from './talk-error.ts';

type Talker = Talking['items'][number];

/** What the page was told last; one subscription tells all pictures. */
const useTalkers = create<{ items: readonly Talker[] }>(() => ({ items: [] }));

/** Keeps the page told who talks; once a page. */
export function useTalkWatch(): void {
  const trpc = useTRPC();
  const enabled = useMay('talk.speak');
  useSubscription(
    trpc.talk.follow.subscriptionOptions(undefined, {
      enabled,
      onData: ({ items }) => useTalkers.setState({ items }),
    }),
  );
}

/** Who talks through a camera now. */
export function useTalker(cameraId: string): Talker | null {
  return useTalkers(({ items }) => items.find((one) => one.cameraId === cameraId) ?? null);
}

/** Whether it can be talked through, as far as is known. */
export function useTalkSupport(cameraId: string) {
  const trpc = useTRPC();
  const enabled = useMay('talk.speak');
  return useQuery(trpc.talk.support.queryOptions({ cameraId }, { enabled })).data ?? null;
}

/** Opens a camera's loudspeaker; answers where the voice goes. */
export function useOpenTalk(cameraId: string): (signal: AbortSignal) => Promise<string> {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useCallback(
    async (signal) => {
      try {
        const started = await client.talk.start.mutate({ cameraId }, { signal });
        return workerOrigins(started, window.location).socket + started.path;
      } catch (error) {
        const { code, details } = appError(error);
        const reason = details?.reason;
        throw new TalkError(typeof reason === 'string' ? reason : code, details ?? {});
      } finally {
        // What the device said is known now.
        void queryClient.invalidateQueries(trpc.talk.support.queryFilter({ cameraId }));
      }
    },
    [client, trpc, queryClient, cameraId],
  );
}
