'use client';
import { useEffect } from 'react';
import type { MapEngine } from '../map/engine/map-engine.ts';
import { useOpenEvents } from './open-store.ts';

const NONE: never[] = [];

/** Cameras in alarm stand out on the map, whatever crowd or layer they are in. */
export function useAlarmsOnMap(engine: MapEngine | null): void {
  const alarms = useOpenEvents((store) => store.open?.alarms ?? NONE);
  useEffect(() => engine?.setAlarms(alarms), [engine, alarms]);
}
