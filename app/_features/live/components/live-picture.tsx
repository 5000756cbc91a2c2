'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Quality } from '../../../../server/cameras/schema.ts';
import type { Accepts, PlayerState } from '../../../_player/state.ts';
import { type PlayerView, VideoPlayer } from '../../../_player/video-player.tsx';
import { cn } from '../../../_ui/cn.ts';
import { Picture } from '../../../_ui/picture.tsx';
import { usePictureUrl } from '../../changes/picture-store.ts';
import { usePlayAddress } from '../queries.ts';
import { PlayerNotice } from './player-notice.tsx';
import { StatsOverlay } from './stats-overlay.tsx';

type Fit = 'whole' | 'fill';
const FITS: Record<Fit, string> = { whole: 'object-contain', fill: 'object-cover' };

type LivePictureProps = {
  cameraId: string;
  name: string;
  quality: Quality;
  muted: boolean;
  stats: boolean;
  requestedAt?: number;
  /** Off for a stream that another one already stands in for. */
  poster?: boolean;
  /** How the picture sits in a place of another shape: whole, or filling it and cut at the edges. */
  fit?: Fit;
  /** Waits before every attempt until it is this picture's turn. */
  enter?: (signal: AbortSignal) => Promise<void>;
  onState?: (state: PlayerState) => void;
};

/** A live picture: the last still at once, the stream as soon as it comes, the reason when it does not. */
export function LivePicture({
  cameraId,
  name,
  quality,
  muted,
  stats,
  requestedAt,
  poster = true,
  fit = 'whole',
  enter,
  onState,
}: LivePictureProps) {
  const t = useTranslations('live');
  const address = usePlayAddress(cameraId, quality);
  const resolve = async (signal: AbortSignal, accepts: Accepts) => {
    await enter?.(signal);
    return address(signal, accepts);
  };
  return (
    <div className="relative size-full overflow-hidden bg-black">
      {poster && <Poster cameraId={cameraId} fit={fit} />}
      <VideoPlayer
        key={`${cameraId}/${quality}`}
        resolve={resolve}
        label={t('pinned', { name })}
        muted={muted}
        className={cn('relative size-full', FITS[fit])}
        {...(requestedAt !== undefined && { requestedAt })}
        {...(onState !== undefined && { onState })}
      >
        {(view: PlayerView) => (
          <>
            <PlayerNotice cameraId={cameraId} quality={quality} view={view} />
            {stats && <StatsOverlay read={view.stats} />}
          </>
        )}
      </VideoPlayer>
    </div>
  );
}

function Poster({ cameraId, fit }: { cameraId: string; fit: Fit }) {
  const url = usePictureUrl(cameraId);
  const [missing, setMissing] = useState(false);
  if (missing) return null;
  return (
    <Picture
      src={url}
      alt=""
      onError={() => setMissing(true)}
      className={cn('absolute inset-0 size-full', FITS[fit])}
    />
  );
}
