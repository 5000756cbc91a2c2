'use client';
import { useSubscription } from '@trpc/tanstack-react-query';
import { create } from 'zustand';
import type { OpenEvents } from '../../../server/events/schema.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { useMay } from '../session/current-user.tsx';

/** What waits for somebody, for all of the console; null: not told yet. */
export const useOpenEvents = create<{ open: OpenEvents | null }>(() => ({ open: null }));

/** One subscription for the whole console. */
export function useFollowEvents(): void {
  const trpc = useTRPC();
  const may = useMay('events.view');
  useSubscription(
    trpc.events.open.subscriptionOptions(undefined, {
      enabled: may,
      onData: (open) => useOpenEvents.setState({ open }),
    }),
  );
}
