'use client';
import { useEffect, useRef, useState } from 'react';
import { useCurrentUser, useMay } from '../session/current-user.tsx';
import { dueNow, startKey } from './due.ts';
import { useDuePlans } from './queries.ts';

/** Whether this browser starts plans in their time windows. */
export function useAutoPatrol(): { auto: boolean; setAuto: (auto: boolean) => void } {
  const { id } = useCurrentUser();
  const key = `lukou-patrol-auto-${id}`;
  const [auto, setAuto] = useState(() => localStorage.getItem(key) === 'on');
  return {
    auto,
    setAuto: (next) => {
      localStorage.setItem(key, next ? 'on' : 'off');
      setAuto(next);
    },
  };
}

/** A plan whose time has come runs by itself, once, unless another one runs already. */
export function usePatrolsInTime(
  auto: boolean,
  runningId: string | null,
  onStart: (planId: string) => void,
): void {
  const mayRun = useMay('patrols.run');
  const { data, dataUpdatedAt } = useDuePlans(auto && mayRun);
  const started = useRef(new Set<string>());
  const latest = useRef(onStart);
  latest.current = onStart;
  const [, look] = useState(0);
  useEffect(() => {
    if (!auto || runningId !== null || data === undefined) return;
    const now = Date.now() + data.now.getTime() - dataUpdatedAt;
    const { start, againInMs } = dueNow(data.items, now, started.current);
    if (start !== null) {
      started.current.add(startKey(start));
      latest.current(start.planId);
      return;
    }
    if (againInMs === null) return;
    const timer = setTimeout(() => look((times) => times + 1), againInMs);
    return () => clearTimeout(timer);
  });
}
