'use client';
import { useEffect, useRef } from 'react';
import type { ScreenBeatInput } from '../../../../server/screens/schema.ts';
import { useTRPCClient } from '../../../_lib/trpc/client.ts';

/** The server takes a screen for gone after three of them. */
const BEAT_MS = 10_000;
/** A new order is answered for sooner: somebody at a desk waits for it. */
const FIRST_MS = 2_000;

/** Tells the server that the screen is there, and whether its pictures move. */
export function useBeat(version: number | null): void {
  const client = useTRPCClient();
  const seen = useRef(new WeakMap<HTMLVideoElement, number>());
  useEffect(() => {
    if (version === null) return;
    const beat = () =>
      void client.screens.beat
        .mutate({ version, cells: readCells(seen.current) })
        .catch(() => undefined); // silence says it too
    const first = setTimeout(beat, FIRST_MS);
    const timer = setInterval(beat, BEAT_MS);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [client, version]);
}

type Cells = ScreenBeatInput['cells'];

function readCells(seen: WeakMap<HTMLVideoElement, number>): Cells {
  const cells = document.querySelectorAll<HTMLElement>('[data-wall-cell][data-camera]');
  return [...cells].map((cell) => {
    const videos = [...cell.querySelectorAll('video')];
    const front = videos.find((video) => video.closest('[data-layer=next]') === null);
    return { cameraId: cell.dataset.camera ?? '', frames: framesOf(front, seen) };
  });
}

function framesOf(
  video: HTMLVideoElement | undefined,
  seen: WeakMap<HTMLVideoElement, number>,
): Cells[number]['frames'] {
  if (video === undefined || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return 'none';
  const frames = video.getVideoPlaybackQuality().totalVideoFrames;
  const before = seen.get(video) ?? 0;
  seen.set(video, frames);
  return frames === before ? 'still' : 'moving';
}
