/** Days and times of the place the site stands in, whatever zone the machine keeps. */

const DAY_MS = 86_400_000;

/** `2026-03-09` at that moment. */
export function dayOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
}

/** `2026-03-09 14:26:07` at that moment. */
export function timeOf(at: number, timeZone: string): string {
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(at);
  return `${dayOf(at, timeZone)} ${time}`;
}

/** Where a day begins and the next one does. */
export function dayRange(day: string, timeZone: string): { from: Date; to: Date } {
  const start = startOf(day, timeZone);
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  return { from: new Date(start), to: new Date(startOf(next, timeZone)) };
}

/** Midnight there: from UTC's midnight back by the zone's offset, twice where the clock changes in between. */
function startOf(day: string, timeZone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const offsetAt = (at: number) =>
    Date.parse(`${timeOf(at, timeZone).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
  const guess = utc - offsetAt(utc);
  return utc - offsetAt(guess);
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false; // RangeError: there is no such zone
  }
}
