'use client';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MapCamera } from '../../../../server/cameras/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { namesPlace } from '../../map/format.ts';
import { PictureSteer } from '../../ptz/components/picture-steer.tsx';
import { PtzPanel } from '../../ptz/components/ptz-panel.tsx';
import { usePtzStore } from '../../ptz/store.ts';
import { useMay } from '../../session/current-user.tsx';
import { isTyping } from '../../shell/typing.ts';
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
  const maySteer = useMay('ptz.move');
  const steers = usePtzStore((store) => store.on) && maySteer;
  const toggleSteering = usePtzStore((store) => store.toggle);
  const leaveSteering = usePtzStore((store) => store.leave);
  useEffect(() => leaveSteering, [leaveSteering]);

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
        if (isTyping(event.nativeEvent)) return;
        if (event.key.toLowerCase() === 'i') setStats((shown) => !shown);
        if (event.key.toLowerCase() === 'p' && maySteer) toggleSteering();
        if (event.key.toLowerCase() === 'm') setMuted((was) => !was);
      }}
      className="size-full overflow-hidden bg-black"
    >
      <div className="flex size-full flex-col">
        <header className="flex h-9 shrink-0 items-center gap-2 border-b bg-panel px-3">
          <StatusMark status={camera.status} label={t(`status.${camera.status}`)} />
          <h2 id={titleId} className="truncate font-medium">
            {camera.name}
          </h2>
          {!namesPlace(camera.name, place) && <span className="truncate text-quiet">{place}</span>}
          <span className="ml-auto rounded-sm border border-edge px-1.5 text-xs text-quiet">
            {mainShown ? t('live.main') : t('live.sub')}
          </span>
          {maySteer && (
            <IconButton
              icon="ptz"
              label={t('ptz.open')}
              shortcut="P"
              aria-pressed={steers}
              onClick={toggleSteering}
            />
          )}
          <IconButton
            icon={muted ? 'mute' : 'sound'}
            label={t(muted ? 'live.unmute' : 'live.mute')}
            shortcut="M"
            onClick={() => setMuted((was) => !was)}
          />
          <IconButton
            icon="info"
            label={t('live.stats')}
            shortcut="I"
            aria-pressed={stats}
            onClick={() => setStats((shown) => !shown)}
          />
          <IconButton icon="close" label={t('common.close')} shortcut="Escape" onClick={onClose} />
        </header>
        <div className="flex min-h-0 flex-1">
          <div className="relative min-w-0 flex-1">
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
            {steers && <PictureSteer cameraId={camera.id} />}
          </div>
          {steers && <PtzPanel cameraId={camera.id} />}
        </div>
      </div>
    </dialog>
  );
}
