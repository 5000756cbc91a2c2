'use client';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Quality } from '../../../server/cameras/schema.ts';
import { appError } from '../../_lib/trpc/app-error.ts';
import { useTRPC, useTRPCClient } from '../../_lib/trpc/client.ts';
import { PlaybackError } from '../../_player/state.ts';
import { playUrl } from './play-url.ts';

/** Asking again cannot change these answers. */
const FINAL_CODES = new Set([
  'rights.missing',
  'auth.required',
  'camera.not-found',
  'camera.no-such-stream',
]);

/** Gets a fresh ticket for every attempt to play. */
export function usePlayAddress(
  cameraId: string,
  quality: Quality,
): (signal: AbortSignal) => Promise<string> {
  const client = useTRPCClient();
  return useCallback(
    (signal) => playAddress(client, { cameraId, quality }, signal),
    [client, cameraId, quality],
  );
}

/** The same for whoever plays now this camera, now that one. */
export async function playAddress(
  client: ReturnType<typeof useTRPCClient>,
  wanted: { cameraId: string; quality: Quality },
  signal: AbortSignal,
): Promise<string> {
  try {
    const play = await client.live.play.mutate(wanted, { signal });
    return playUrl(play, window.location);
  } catch (error) {
    const { code } = appError(error);
    throw new PlaybackError(
      { code, step: 'ticket', final: FINAL_CODES.has(code) },
      { cause: error },
    );
  }
}

/** While a picture does not come its reason may change, e.g. from "refused" to "no key frame". */
const ASK_AGAIN_MS = 5_000;

/** The worker's own account of a stream, asked only while a picture does not come. */
export function useLiveState(cameraId: string, quality: Quality, wanted: boolean) {
  const trpc = useTRPC();
  return useQuery(
    trpc.live.state.queryOptions(
      { cameraId, quality },
      { enabled: wanted, staleTime: 0, gcTime: 0, refetchInterval: ASK_AGAIN_MS },
    ),
  );
}

export function useCamera(cameraId: string, enabled = true) {
  const trpc = useTRPC();
  return useQuery(trpc.cameras.get.queryOptions({ id: cameraId }, { enabled }));
}
