const pad = (value: number) => String(value).padStart(2, '0');

/** Local wall time, `14:26:07`. */
function formatClock(at: Date): string {
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}

/** Local date and time, `2026-03-09 14:26:07`: the same everywhere, so that notes can be compared. */
export function formatDateTime(at: Date): string {
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${formatClock(at)}`;
}

export type Age = { unit: 'seconds' | 'minutes' | 'hours' | 'days'; value: number };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, in the largest unit that fits; what lies ahead (clocks differ) counts as now. */
export function ageOf(at: Date, now: number): Age {
  const ms = Math.max(0, now - at.getTime());
  if (ms < MINUTE) return { unit: 'seconds', value: Math.floor(ms / 1000) };
  if (ms < HOUR) return { unit: 'minutes', value: Math.floor(ms / MINUTE) };
  if (ms < DAY) return { unit: 'hours', value: Math.floor(ms / HOUR) };
  return { unit: 'days', value: Math.floor(ms / DAY) };
}
