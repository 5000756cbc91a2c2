const formats = new Map<string, Intl.DateTimeFormat>();

/** Numbers of the date and the time on a clock in that zone, as two digits (the year as four). */
function partsIn(timeZone: string, at: Date): Record<string, string> {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
    });
    formats.set(timeZone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** `14:26:07`. */
export function formatClock(at: Date, timeZone: string): string {
  const { hour, minute, second } = partsIn(timeZone, at);
  return `${hour}:${minute}:${second}`;
}

/** `2026-03-09 14:26:07`: the same in every language, so that notes can be compared. */
export function formatDateTime(at: Date, timeZone: string): string {
  const { year, month, day } = partsIn(timeZone, at);
  return `${year}-${month}-${day} ${formatClock(at, timeZone)}`;
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
