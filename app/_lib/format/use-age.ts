'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ageOf } from './time.ts';

const TICK_MS = 15_000;

/** A clock that ticks often enough for "3 min ago". */
export function useNow(everyMs: number = TICK_MS): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Writes `3 min ago` / `3 分钟前`, and keeps it true. */
export function useAge(): (at: Date) => string {
  const t = useTranslations('time');
  const now = useNow();
  return (at) => {
    const { unit, value } = ageOf(at, now);
    return unit === 'seconds' ? t('now') : t(unit, { value });
  };
}
