'use client';
import { useEffect, useState } from 'react';
import type { Quality } from '../../../../server/cameras/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { LivePicture } from '../../live/components/live-picture.tsx';

type CellPictureProps = {
  cameraId: string;
  name: string;
  wanted: Quality;
  fit: 'whole' | 'fill';
  stats: boolean;
  enter: (signal: AbortSignal) => Promise<void>;
  onShown: (quality: Quality) => void;
};

/**
 * The sub stream first because it comes faster. Another one waits invisibly behind what is shown
 * and takes over with its first frame, so nothing ever turns black.
 */
export function CellPicture({
  cameraId,
  name,
  wanted,
  fit,
  stats,
  enter,
  onShown,
}: CellPictureProps) {
  const [shown, setShown] = useState<Quality>('sub');
  const [settled, setSettled] = useState(false);
  useEffect(() => onShown(shown), [shown, onShown]);
  const layers: Quality[] = settled && wanted !== shown ? [shown, wanted] : [shown];
  return layers.map((quality) => {
    const waits = quality !== shown;
    return (
      <div
        key={quality}
        data-layer={waits ? 'next' : 'shown'}
        inert={waits}
        className={cn('absolute inset-0', waits && 'opacity-0')}
      >
        <LivePicture
          cameraId={cameraId}
          name={name}
          quality={quality}
          muted
          fit={fit}
          stats={stats && !waits}
          poster={!waits}
          enter={enter}
          onState={(state) => {
            if (waits && state.name === 'playing') setShown(quality);
            if (!waits && (state.name === 'playing' || state.name === 'failed')) setSettled(true);
          }}
        />
      </div>
    );
  });
}
