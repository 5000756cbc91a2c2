'use client';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { pageWays, preferredWay } from './browser-ways.ts';
import { browserClock } from './clock.ts';
import { LivePlayer } from './live-player.ts';
import type { Accepts, PlayerState, PlayerStats } from './state.ts';
import { videoSurface } from './video-surface.ts';
import { watchVisibility } from './visibility.ts';
import type { Addresses } from './ways.ts';

export type PlayerView = {
  state: PlayerState;
  /** A picture has been shown since the player was made: it may be kept while it reconnects. */
  pictured: boolean;
  retry: () => void;
  stats: () => PlayerStats | null;
};

type VideoPlayerProps = {
  /** Asked for fresh addresses before every attempt. */
  resolve: (signal: AbortSignal, accepts: Accepts) => Promise<Addresses>;
  label: string;
  muted: boolean;
  /** `performance.now()` of the click that asked for the picture. */
  requestedAt?: number;
  className?: string;
  onState?: (state: PlayerState) => void;
  /** Draws the state over the picture. */
  children?: (view: PlayerView) => ReactNode;
};

/** One `<video>` and the player that drives it. A different stream needs a different `key`. */
export function VideoPlayer({
  resolve,
  label,
  muted,
  requestedAt,
  className,
  onState,
  children,
}: VideoPlayerProps) {
  const video = useRef<HTMLVideoElement>(null);
  const player = useRef<LivePlayer>(null);
  const [state, setState] = useState<PlayerState>({ name: 'idle' });
  const [pictured, setPictured] = useState(false);
  const latest = useRef({ resolve, onState, requestedAt });
  latest.current = { resolve, onState, requestedAt };

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const made = new LivePlayer({
      surface: videoSurface(element),
      ways: pageWays(element),
      wish: () => ({ delay: 'usual', preferred: preferredWay() }),
      resolve: (signal, accepts) => latest.current.resolve(signal, accepts),
      clock: browserClock,
      ...(latest.current.requestedAt !== undefined && { requestedAt: latest.current.requestedAt }),
      onState: (next) => {
        setState(next);
        if (next.name === 'playing') setPictured(true);
        latest.current.onState?.(next);
      },
    });
    player.current = made;
    const unwatch = watchVisibility(element, (visible) => (visible ? made.start() : made.stop()));
    return () => {
      unwatch();
      player.current = null;
      made[Symbol.dispose]();
    };
  }, []);

  return (
    <>
      <video
        ref={video}
        className={className}
        aria-label={label}
        muted={muted}
        playsInline
        disablePictureInPicture
        tabIndex={-1}
      />
      {children?.({
        state,
        pictured,
        retry: () => player.current?.retry(),
        stats: () => player.current?.stats() ?? null,
      })}
    </>
  );
}
