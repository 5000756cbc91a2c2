'use client';
import { useQuery } from '@tanstack/react-query';
import type { Quality } from '../../../server/cameras/schema.ts';
import { appError } from '../../_lib/trpc/app-error.ts';
import { useTRPC, type useTRPCClient } from '../../_lib/trpc/client.ts';
import { mediaSourceClass } from '../../_player/media-source.ts';
import { type Accepts, CODEC_UNSUPPORTED, PlaybackError } from '../../_player/state.ts';
import { isUnplayable, playAddresses } from './play-url.ts';

/** Asking again cannot change these answers. */
const FINAL_CODES = new Set([
  'rights.missing',
  'auth.required',
  'camera.not-found',
  'camera.no-such-stream',
  'wall.not-found',
  'mosaic.too-many-cells',
  'mosaic.no-cameras',
  'mosaic.too-many',
]);

/** A browser without media sources plays nothing, whatever the codec: the player says so. */
function isTypeSupported(type: string): boolean {
  return mediaSourceClass()?.isTypeSupported(type) ?? true;
}

async function askFor(
  client: ReturnType<typeof useTRPCClient>,
  input: { cameraId: string; quality: Quality },
  signal: AbortSignal,
) {
  try {
    return await client.live.play.mutate(input, { signal });
  } catch (error) {
    throw asPlaybackError(error);
  }
}

/** Why there is no address to play. */
export function asPlaybackError(error: unknown): PlaybackError {
  const { code } = appError(error);
  const failure = { code, step: 'ticket', final: FINAL_CODES.has(code) } as const;
  return new PlaybackError(failure, { cause: error });
}

type PlayAddresses = ReturnType<typeof playAddresses>;

/** A fresh ticket for one attempt to play. */
export async function playAddress(
  client: ReturnType<typeof useTRPCClient>,
  wanted: { cameraId: string; quality: Quality },
  signal: AbortSignal,
  accepts: Accepts,
): Promise<PlayAddresses> {
  const play = await askFor(client, wanted, signal);
  if (accepts === 'any' && isUnplayable(play.codec, isTypeSupported))
    throw new PlaybackError({ code: CODEC_UNSUPPORTED, step: 'decode', final: true });
  return playAddresses(play, window.location, accepts);
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
