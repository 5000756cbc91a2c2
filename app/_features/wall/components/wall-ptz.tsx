'use client';
import { useEffect } from 'react';
import { PtzPanel } from '../../ptz/components/ptz-panel.tsx';
import { usePtzStore } from '../../ptz/store.ts';
import { useMay } from '../../session/current-user.tsx';
import { isTyping } from '../../shell/typing.ts';
import { useWallStore } from '../context.tsx';

/** The panel beside the pictures steers the camera of the chosen cell; P opens and closes it. */
export function WallPtz() {
  const may = useMay('ptz.move');
  const on = usePtzStore((store) => store.on);
  const toggle = usePtzStore((store) => store.toggle);
  const leave = usePtzStore((store) => store.leave);
  const cameraId = useWallStore((store) => store.cells[store.focus]?.cameraId ?? null);
  useEffect(() => leave, [leave]);
  useEffect(() => {
    if (!may) return;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== 'p') return;
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      toggle();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [may, toggle]);
  return may && on ? <PtzPanel cameraId={cameraId} /> : null;
}
