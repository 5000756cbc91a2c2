'use client';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { PanoramaError } from '../../../_player/panorama/failure.ts';
import { degrees, STRAIGHT } from '../../../_player/panorama/view.ts';
import { shownVideo } from '../picture-tools.ts';
import type { PanoramaMode } from '../use-panorama.ts';
import { usePanoramaKeys } from '../use-panorama-keys.ts';

type LayerProps = {
  name: string;
  mode: PanoramaMode;
  /** Of the live picture that it lies over. */
  root: RefObject<HTMLElement | null>;
};

/** Over an all-round picture: what a virtual camera sees of it. */
export function PanoramaLayer({ name, mode, root }: LayerProps) {
  const t = useTranslations('live.panorama');
  const canvas = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState(STRAIGHT);
  const { fail, panorama } = mode;
  const failing = useRef(fail);
  failing.current = fail;
  useEffect(() => {
    let left = false;
    void import('../../../_player/panorama/panorama.ts').then(({ Panorama }) => {
      if (left || canvas.current === null) return;
      try {
        panorama.current = new Panorama({
          canvas: canvas.current,
          picture: () => pictureBelow(root.current),
          onView: setView,
          onFailure: (reason) => failing.current(reason),
        });
      } catch (error) {
        if (!(error instanceof PanoramaError)) throw error;
        failing.current(error.reason);
      }
    });
    return () => {
      left = true;
      panorama.current?.[Symbol.dispose]();
      panorama.current = null;
    };
  }, [panorama, root]);
  usePanoramaKeys(panorama, root);
  const [yaw, pitch] = [degrees(view.yaw), degrees(view.pitch)];
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={t('view', { name, yaw, pitch })}
      data-panorama
      data-yaw={yaw}
      data-pitch={pitch}
      data-field={degrees(view.field)}
      draggable
      onDragStart={(event) => {
        // A drag turns the view; it does not carry the cell away.
        event.preventDefault();
        event.stopPropagation();
      }}
      className="absolute inset-0 size-full cursor-grab touch-none opacity-0 active:cursor-grabbing data-drawn:opacity-100"
    />
  );
}

/** The stream's picture, or the still that waits for it. */
function pictureBelow(root: HTMLElement | null): HTMLVideoElement | HTMLImageElement | null {
  const video = shownVideo(root);
  if (video !== null && video.readyState >= video.HAVE_CURRENT_DATA && video.videoWidth > 0)
    return video;
  const still = root?.querySelector('img') ?? null;
  return still?.complete === true && still.naturalWidth > 0 ? still : null;
}
