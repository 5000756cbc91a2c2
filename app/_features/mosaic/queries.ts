'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC, type useTRPCClient } from '../../_lib/trpc/client.ts';
import type { Accepts } from '../../_player/state.ts';
import type { Addresses } from '../../_player/ways.ts';
import { playAddresses } from '../live/play-url.ts';
import { asPlaybackError } from '../live/queries.ts';

/** What it costs wavers; more often nobody reads it. */
const ASK_AGAIN_MS = 3_000;

/** A fresh ticket for one attempt to play. */
export async function mosaicAddress(
  client: ReturnType<typeof useTRPCClient>,
  viewId: string,
  signal: AbortSignal,
  accepts: Accepts,
): Promise<Addresses> {
  try {
    const play = await client.mosaics.play.mutate({ viewId }, { signal });
    return playAddresses(play, window.location, accepts);
  } catch (error) {
    throw asPlaybackError(error);
  }
}

/** What it shows and what that costs, while the page is looked at. */
export function useMosaicState(viewId: string) {
  const trpc = useTRPC();
  return useQuery(
    trpc.mosaics.state.queryOptions({ viewId }, { staleTime: 0, refetchInterval: ASK_AGAIN_MS }),
  );
}

export function useShareMosaic() {
  const trpc = useTRPC();
  return useMutation(trpc.mosaics.share.mutationOptions());
}

export function useCloseMosaic() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSuccess = () => queryClient.invalidateQueries(trpc.mosaics.state.queryFilter());
  return useMutation(trpc.mosaics.close.mutationOptions({ onSuccess }));
}
