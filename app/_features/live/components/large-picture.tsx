'use client';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MapCamera } from '../../../../server/cameras/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { LivePicture } from './live-picture.tsx';

type LargePictureProps = {
  camera: MapCamera;
  place: string;
  requestedAt: number;
  onClose: () => void;
};

/**
 * One camera over the whole page. The sub stream comes first because it comes faster; the main
 * stream waits behind it and takes over with its first frame, so nothing ever turns black.
 */
export function LargePicture({ camera, place, requestedAt, onClose }: LargePictureProps) {
  const t = useTranslations();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [mainShown, setMainShown] = useState(false);
  const [stats, setStats] = useState(false);
  const [muted, setMuted] = useState(true);

  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      data-large-picture={camera.id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        if (event.key.toLowerCase() === 'i') setStats((shown) => !shown);
        if (event.key.toLowerCase() === 'm') setMuted((was) => !was);
      }}
      className="size-full overflow-hidden bg-black"
    >
      <div className="relative size-full">
        {!mainShown && (
          <LivePicture
            cameraId={camera.id}
            name={camera.name}
            quality="sub"
            muted
            stats={stats}
            requestedAt={requestedAt}
          />
        )}
        <div className={cn('absolute inset-0', !mainShown && 'pointer-events-none opacity-0')}>
          <LivePicture
            cameraId={camera.id}
            name={camera.name}
            quality="main"
            muted={muted}
            stats={stats && mainShown}
            requestedAt={requestedAt}
            poster={mainShown}
            onState={(state) => {
              if (state.name === 'playing') setMainShown(true);
            }}
          />
        </div>
        <header className="video-shade absolute inset-x-0 top-0 flex h-12 items-start gap-2 px-3 pt-2 text-white">
          <StatusMark
            status={camera.status}
            label={t(`status.${camera.status}`)}
            className="mt-1.5"
          />
          <h2 id={titleId} className="mt-0.5 truncate font-medium">
            {camera.name}
          </h2>
          <span className="mt-0.5 truncate text-white/70">{place}</span>
          <span className="ml-auto mt-0.5 rounded-sm border border-white/40 px-1.5 text-xs">
            {mainShown ? t('live.main') : t('live.sub')}
          </span>
          <IconButton
            icon={muted ? 'mute' : 'sound'}
            label={t(muted ? 'live.unmute' : 'live.mute')}
            shortcut="M"
            className="text-white hover:bg-white/15 hover:text-white"
            onClick={() => setMuted((was) => !was)}
          />
          <IconButton
            icon="info"
            label={t('live.stats')}
            shortcut="I"
            aria-pressed={stats}
            className="text-white hover:bg-white/15 hover:text-white"
            onClick={() => setStats((shown) => !shown)}
          />
          <IconButton
            icon="close"
            label={t('common.close')}
            shortcut="Escape"
            className="text-white hover:bg-white/15 hover:text-white"
            onClick={onClose}
          />
        </header>
      </div>
    </dialog>
  );
}
