import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
  type TRPCLink,
} from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import superjson from 'superjson';
import type { AppRouter } from '../../../server/trpc/router.ts';

const URL = '/api/trpc';

const OURS = { url: URL, transformer: superjson, headers: { 'x-lukou-csrf': '1' } };

/** For a question whose input is longer than an address may be. */
export const LONG = { trpc: { context: { long: true } } };

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** Queries and mutations in batches; subscriptions as server-sent events, which resume by id. */
export function createClient(first: TRPCLink<AppRouter>[] = []): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [
      ...first,
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: URL, transformer: superjson }),
        false: splitLink({
          condition: ({ context }) => context.long === true,
          true: httpLink({ ...OURS, methodOverride: 'POST' }),
          false: httpBatchLink({ ...OURS, maxURLLength: 4_000 }),
        }),
      }),
    ],
  });
}
