'use client';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { appError } from './app-error.ts';
import { createClient, TRPCProvider } from './client.ts';

const RETRIES_WHEN_UNREACHABLE = 3;
/** First part of the key of `session.current`. */
const SESSION_KEY = ['session', 'current'];

function createQueryClient(): QueryClient {
  /** Whoever is told that nobody is signed in asks again who is, and the gate shows the way. */
  const onError = (error: unknown) => {
    if (appError(error).code === 'auth.required') {
      void client.invalidateQueries({ queryKey: [SESSION_KEY] });
    }
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // Live changes come by subscription; a query is asked again when something says so.
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) =>
          failures < RETRIES_WHEN_UNREACHABLE && appError(error).code === 'app.no-connection',
      },
    },
  });
  return client;
}

export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [client] = useState(createClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
