'use client';
import { useEffect, useState } from 'react';
import { useAutoPatrol, usePatrolsInTime } from '../patrol/use-auto-patrol.ts';

/** Which patrol runs in place of the wall: by link, by hand or because its time has come. */
export function useWallPatrol(linkedId: string | null) {
  const [planId, setPlanId] = useState(linkedId);
  const { auto, setAuto } = useAutoPatrol();
  usePatrolsInTime(auto, planId, setPlanId);
  useEffect(() => {
    const url = new URL(window.location.href);
    if (url.searchParams.get('patrol') === planId) return;
    if (planId === null) url.searchParams.delete('patrol');
    else url.searchParams.set('patrol', planId);
    window.history.replaceState(null, '', url);
  }, [planId]);
  return { planId, start: setPlanId, stop: () => setPlanId(null), auto, setAuto };
}
