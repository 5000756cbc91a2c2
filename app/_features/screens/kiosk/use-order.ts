'use client';
import { useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useState } from 'react';
import type { ScreenOrder } from '../../../../server/screens/schema.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';

const ASK_AGAIN_MS = 3_000;

export type Told = { order: ScreenOrder; at: number };

/** What this screen is to show; asks to be enrolled where it is nobody yet, and goes on asking. */
export function useOrder() {
  const trpc = useTRPC();
  const [told, setTold] = useState<Told | null>(null);
  const begin = useMutation(trpc.screens.begin.mutationOptions());
  const { mutate: ask } = begin;
  const subscription = useSubscription(
    trpc.screens.order.subscriptionOptions(undefined, {
      enabled: begin.isSuccess,
      onData: (order) => setTold({ order, at: performance.now() }),
    }),
  );
  const failed = begin.isError || subscription.status === 'error';
  const { reset } = subscription;
  useEffect(() => ask(), [ask]);
  useEffect(() => {
    if (!failed) return;
    const timer = setInterval(() => ask(undefined, { onSuccess: () => reset() }), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [failed, ask, reset]);
  const order = told?.order;
  const codeEndsInMs = order?.state === 'waiting' ? order.expiresInMs : null;
  useEffect(() => {
    if (codeEndsInMs === null) return;
    const timer = setTimeout(() => ask(), codeEndsInMs + 500);
    return () => clearTimeout(timer);
  }, [codeEndsInMs, ask]);
  const connected = subscription.status === 'pending';
  return { told, connected, enrolAgain: () => ask(undefined, { onSuccess: () => reset() }) };
}
