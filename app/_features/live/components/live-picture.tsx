'use client';
import { type RefObject, useCallback, useEffect, useImperativeHandle, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Grant } from '../../../_player/decode-budget.ts';
import { cn } from '../../../_ui/cn.ts';
import { useFreshStill } from '../use-fresh-still.ts';
import { type LiveControls, type LiveView, type LiveWish, useLiveView } from '../use-live-view.ts';
import type { PanoramaMode } from '../use-panorama.ts';
import type { Zoom } from '../use-zoom.ts';
import { AgainNotice } from './again-notice.tsx';
import { PanoramaLayer } from './panorama-layer.tsx';
import { PanoramaNotice } from './panorama-notice.tsx';
import { PlayerNotice } from './player-notice.tsx';
import { StatsOverlay } from './stats-overlay.tsx';
import { Still } from './still.tsx';

type Fit = 'whole' | 'fill';
const FITS: Record<Fit, string> = { whole: 'object-contain', fill: 'object-cover' };
const VIDEO = 'absolute inset-0 size-full data-[layer=next]:opacity-0';

/** What of a stream is shown, and why not what was wanted. */
export type ShownLevel = Grant;

type LivePictureProps = Omit<LiveWish, 'importance' | 'delay'> &
  Partial<Pick<LiveWish, 'importance' | 'delay'>> & {
    name: string;
    stats: boolean;
    /** Nobody hears it unless this says how loud, from 0 to 1. */
    volume?: number | null;
    /** How the picture sits in a place of another shape: whole, or filling it and cut at the edges. */
    fit?: Fit;
    /** What a flat picture is enlarged by; not while it is an all-round one. */
    zoom?: Zoom;
    /** All round the camera: null where it sees as a lens does. */
    panorama?: PanoramaMode | null;
    /** Filled in, for the tools of whoever shows this. */
    controls?: RefObject<LiveControls | null>;
    /** Something stands over the upper edge of the picture. */
    headed?: boolean;
    onShown?: (shown: ShownLevel) => void;
  };

/** A live picture: the last still at once, the stream as soon as it comes, the reason when it does not. */
export function LivePicture(props: LivePictureProps) {
  const {
    cameraId,
    controls,
    headed = false,
    fit = 'whole',
    name,
    onShown,
    panorama = null,
    quality,
    stats,
    volume = null,
    zoom,
  } = props;
  const t = useTranslations('live');
  const root = useRef<HTMLDivElement>(null);
  const view = useLiveView(root, { importance: 'other', delay: 'usual', ...props });
  useVolume(root, volume);
  useImperativeHandle(controls, () => ({ lookBack: view.lookBack, goLive: view.goLive }), [
    view.lookBack,
    view.goLive,
  ]);
  const around = panorama?.on === true;
  const zoomFrame = around ? undefined : zoom?.frame;
  const frame = useCallback(
    (element: HTMLDivElement | null) => {
      root.current = element;
      return zoomFrame?.(element);
    },
    [zoomFrame],
  );
  const shown = levelOf(view);
  useEffect(
    () => onShown?.({ level: shown.level, because: shown.because }),
    [shown.level, shown.because, onShown],
  );
  const still = view.grant.level === 'still';
  const label = t('pinned', { name });
  const video = (side: 0 | 1) => (
    <video
      className={cn(VIDEO, FITS[fit])}
      aria-label={side === view.side ? label : undefined}
      aria-hidden={side === view.side ? undefined : true}
      muted={volume === null || side !== view.side}
      playsInline
      tabIndex={-1}
    />
  );
  return (
    <div
      ref={frame}
      data-level={shown.level}
      className="relative size-full overflow-hidden bg-black"
    >
      <div ref={zoom?.layer} className="absolute inset-0">
        <Still cameraId={cameraId} video={view.state} fit={FITS[fit]} alt={still ? label : ''} />
        {video(0)}
        {video(1)}
        {around && <PanoramaLayer name={name} mode={panorama} root={root} />}
      </div>
      {still ? (
        <FreshStill cameraId={cameraId} />
      ) : (
        <PlayerNotice cameraId={cameraId} quality={quality} view={view} />
      )}
      <AgainNotice view={view} />
      {panorama !== null && <PanoramaNotice mode={panorama} />}
      {stats && !still && <StatsOverlay read={view.stats} headed={headed} />}
    </div>
  );
}

/** A main stream that is on its way is no refusal. */
function levelOf({ grant, shown }: LiveView): ShownLevel {
  if (grant.level === 'still') return grant;
  return { level: shown, because: grant.level === shown ? grant.because : null };
}

function useVolume(root: RefObject<HTMLElement | null>, volume: number | null): void {
  useEffect(() => {
    if (volume === null) return;
    for (const video of root.current?.querySelectorAll('video') ?? []) video.volume = volume;
  }, [root, volume]);
}

function FreshStill({ cameraId }: { cameraId: string }) {
  useFreshStill(cameraId);
  return null;
}
