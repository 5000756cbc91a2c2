'use client';
import { useEffect } from 'react';
import { useKeysApi } from '../../keys/context.tsx';
import { actionOf } from '../../keys/keymap.ts';
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
  const keys = useKeysApi();
  useEffect(() => leave, [leave]);
  useEffect(() => {
    if (!may) return;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (actionOf(keys.getState().chosen, 'wall', event) !== 'ptzMode') return;
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      toggle();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [may, toggle, keys]);
  return may && on ? <PtzPanel cameraId={cameraId} /> : null;
}
