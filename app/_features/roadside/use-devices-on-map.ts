'use client';
import { useEffect } from 'react';
import { onCameraChanges } from '../changes/change-feed.ts';
import type { MapEngine } from '../map/engine/map-engine.ts';
import { useDevicesStale } from './queries.ts';

/** While a spreadsheet is written, its batches are shown together. */
const TOGETHER_MS = 1_000;

/** Has a map show roadside devices, and keeps them as they are now. */
export function useDevicesOnMap(engine: MapEngine | null): void {
  const stale = useDevicesStale();
  useEffect(() => engine?.showRoadside(), [engine]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what makes them stale never changes
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const refresh = () => {
      timer = null;
      engine?.roadsideChanged();
      void stale();
    };
    const stop = onCameraChanges((changes) => {
      if (changes.some(({ type }) => type === 'roadside' || type === 'reset'))
        timer ??= setTimeout(refresh, TOGETHER_MS);
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [engine]);
}
