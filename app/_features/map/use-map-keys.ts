'use client';
import { useEffect } from 'react';
import { isTyping } from '../shell/typing.ts';
import { useMapStore } from './context.tsx';
import type { MapEngine, MapView } from './engine/map-engine.ts';

/** H home, F fit, X close all pictures; pan and zoom keys are the map's own. */
export function useMapKeys(engine: MapEngine | null, home: MapView | null): void {
  const unpinAll = useMapStore((store) => store.unpinAll);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const key = event.key.toLowerCase();
      if (key === 'h' && home !== null) engine?.moveTo([home.lon, home.lat], home.zoom);
      if (key === 'f') engine?.fitCameras();
      if (key === 'x') unpinAll();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [engine, home, unpinAll]);
}
