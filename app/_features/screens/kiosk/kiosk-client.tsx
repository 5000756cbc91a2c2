'use client';
import { useQueryClient } from '@tanstack/react-query';
import type { TRPCLink } from '@trpc/client';
import { type ReactNode, useState } from 'react';
import type { AppRouter } from '../../../../server/trpc/router.ts';
import { createClient, TRPCProvider } from '../../../_lib/trpc/client.ts';

/** Players ask as everywhere; a screen is answered within what was sent to it. */
const OWN_PATHS: Readonly<Record<string, string>> = {
  'live.play': 'screens.play',
  'live.state': 'screens.state',
};

const asScreen: TRPCLink<AppRouter> =
  () =>
  ({ next, op }) =>
    next({ ...op, path: OWN_PATHS[op.path] ?? op.path });

export function KioskClient({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [client] = useState(() => createClient([asScreen]));
  return (
    <TRPCProvider trpcClient={client} queryClient={queryClient}>
      {children}
    </TRPCProvider>
  );
}
