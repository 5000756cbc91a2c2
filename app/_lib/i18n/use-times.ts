import { useMemo } from 'react';
import { useTimeZone } from 'use-intl';
import { formatClock, formatDateTime } from '../format/time.ts';

/** Writes times as the clocks of the site show them, wherever the reader sits. */
export function useTimes() {
  const timeZone = useTimeZone() ?? 'UTC';
  return useMemo(
    () => ({
      clock: (at: Date) => formatClock(at, timeZone),
      dateTime: (at: Date) => formatDateTime(at, timeZone),
    }),
    [timeZone],
  );
}
