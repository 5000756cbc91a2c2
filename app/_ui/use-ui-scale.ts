'use client';
import { useSyncExternalStore } from 'react';

function readScale(): number {
  return Number(getComputedStyle(document.documentElement).getPropertyValue('--ui-scale')) || 1;
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('resize', onChange);
  return () => window.removeEventListener('resize', onChange);
}

/** `--ui-scale` for the few sizes that are computed in script. */
export function useUiScale(): number {
  return useSyncExternalStore(subscribe, readScale, () => 1);
}
