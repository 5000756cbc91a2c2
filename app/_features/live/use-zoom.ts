'use client';
import { useCallback, useMemo, useRef, useState } from 'react';
import { PictureZoom, WHOLE, ZOOM_STEP } from '../../_player/picture-zoom.ts';

export type Zoom = {
  scale: number;
  /** For the element that is wheeled, pinched and dragged on. */
  frame: (element: HTMLElement | null) => (() => void) | undefined;
  /** For the element inside it that grows. */
  layer: (element: HTMLElement | null) => void;
  in: () => void;
  out: () => void;
  reset: () => void;
};

/** Electronic zoom of one picture. */
export function useZoom(): Zoom {
  const zoom = useRef<PictureZoom>(null);
  const layerElement = useRef<HTMLElement>(null);
  const [view, setView] = useState(WHOLE);
  const layer = useCallback((element: HTMLElement | null) => {
    layerElement.current = element;
  }, []);
  const frame = useCallback((element: HTMLElement | null) => {
    if (element === null || layerElement.current === null) return;
    const made = new PictureZoom(element, layerElement.current, setView);
    zoom.current = made;
    return () => {
      zoom.current = null;
      made[Symbol.dispose]();
    };
  }, []);
  return useMemo(
    () => ({
      scale: view.scale,
      frame,
      layer,
      in: () => zoom.current?.by(ZOOM_STEP),
      out: () => zoom.current?.by(1 / ZOOM_STEP),
      reset: () => zoom.current?.reset(),
    }),
    [view.scale, frame, layer],
  );
}
