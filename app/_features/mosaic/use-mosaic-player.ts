'use client';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useTRPCClient } from '../../_lib/trpc/client.ts';
import { pageWays, preferredWay } from '../../_player/browser-ways.ts';
import { browserClock } from '../../_player/clock.ts';
import { LivePlayer } from '../../_player/live-player.ts';
import type { PlayerState } from '../../_player/state.ts';
import { videoSurface } from '../../_player/video-surface.ts';
import { watchVisibility } from '../../_player/visibility.ts';
import { mosaicAddress } from './queries.ts';

/** Plays a mosaic on a video while it can be seen; nobody looking at it lets the worker rest. */
export function useMosaicPlayer(
  video: RefObject<HTMLVideoElement | null>,
  viewId: string,
): { state: PlayerState; retry: () => void } {
  const client = useTRPCClient();
  const player = useRef<LivePlayer>(null);
  const [state, setState] = useState<PlayerState>({ name: 'idle' });
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const made = new LivePlayer({
      surface: videoSurface(element),
      ways: pageWays(element),
      wish: () => ({ delay: 'usual', preferred: preferredWay() }),
      clock: browserClock,
      resolve: (signal, accepts) => mosaicAddress(client, viewId, signal, accepts),
      onState: setState,
    });
    player.current = made;
    const unwatch = watchVisibility(element, (visible) => (visible ? made.start() : made.stop()));
    return () => {
      unwatch();
      player.current = null;
      made[Symbol.dispose]();
    };
  }, [video, viewId, client]);
  const retry = useCallback(() => player.current?.retry(), []);
  return { state, retry };
}
