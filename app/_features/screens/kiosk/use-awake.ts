'use client';
import { useEffect } from 'react';

/** Keeps the display from going to sleep, where the browser can: over https, while the page is seen. */
export function useAwake(): void {
  useEffect(() => {
    if (!('wakeLock' in navigator)) return;
    let held: WakeLockSentinel | null = null;
    const hold = async () => {
      if (document.visibilityState !== 'visible') return;
      held = await navigator.wakeLock.request('screen').catch(() => null); // refused: low battery
    };
    const onVisibility = () => void hold();
    void hold();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      void held?.release();
    };
  }, []);
}
