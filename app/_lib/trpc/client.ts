import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
  type TRPCLink,
} from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import superjson from 'superjson';
import type { AppRouter } from '../../../server/trpc/router.ts';

const URL = '/api/trpc';

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** Queries and mutations in batches; subscriptions as server-sent events, which resume by id. */
export function createClient(first: TRPCLink<AppRouter>[] = []): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [
      ...first,
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: URL, transformer: superjson }),
        false: httpBatchLink({
          url: URL,
          transformer: superjson,
          headers: { 'x-lukou-csrf': '1' },
          maxURLLength: 4_000,
        }),
      }),
    ],
  });
}
