'use client';
import { useState } from 'react';
import type { PlayerState } from '../../../_player/state.ts';
import { cn } from '../../../_ui/cn.ts';
import { Picture } from '../../../_ui/picture.tsx';
import { usePictureUrl } from '../../changes/picture-store.ts';

/** Only once the video has surely been painted over it. */
const COVERED = 'invisible transition-[visibility] delay-300';

type StillProps = {
  cameraId: string;
  /** What the video over it does; null: it is fetched ahead of its turn. */
  video: PlayerState | null;
  fit: string;
  alt: string;
};

/**
 * The last still of a camera, where its video has no picture. Browsers keep what they drew from a file as pixels, 0.9 MB
 * for 640 × 360, and up to half a gigabyte of it in all: under a video, where nobody sees it, it is not drawn.
 */
export function Still({ alt, cameraId, fit, video }: StillProps) {
  const url = usePictureUrl(cameraId);
  const [missing, setMissing] = useState<string | null>(null);
  if (missing === url) return null;
  return (
    <Picture
      src={url}
      alt={alt}
      // When the stream breaks, in the same frame in which the video goes.
      decoding="sync"
      onError={() => setMissing(url)}
      className={cn(
        'absolute inset-0 size-full',
        fit,
        video === null ? 'invisible' : hasPicture(video) && COVERED,
      )}
    />
  );
}

function hasPicture({ name }: PlayerState): boolean {
  return name === 'playing' || name === 'stalled';
}
