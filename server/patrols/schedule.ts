/** When a plan runs by itself: in its time windows, and at the times of its cron expression. */
import { CronExpressionParser } from 'cron-parser';
import { AppError } from '../platform/errors.ts';
import type { PatrolWindow } from './schema.ts';

type Plan = { readonly windows: readonly PatrolWindow[]; readonly cron: string | null };
export type Start = { readonly startsAt: Date; readonly endsAt: Date | null };

const DAY_MS = 86_400_000;
/** A start that was missed by so much is not made up for. */
const CRON_GRACE_MS = 60_000;

/** Five fields: a patrol cannot start in the middle of a minute. */
export function demandCron(cron: string): void {
  const fields = cron.trim().split(/\s+/).length;
  try {
    if (fields !== 5) throw new Error('wants five fields');
    CronExpressionParser.parse(cron).next();
  } catch (cause) {
    throw new AppError('patrol.bad-cron', { details: { cron }, cause });
  }
}

/** The start that holds now, else the next one; null: the plan never runs by itself. */
export function dueStart(plan: Plan, nowMs: number, timeZone: string): Start | null {
  const starts = [
    ...plan.windows.map((window) => windowStart(window, nowMs, timeZone)),
    ...(plan.cron === null ? [] : [cronStart(plan.cron, nowMs, timeZone)]),
  ].filter((start) => start !== null);
  return starts.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())[0] ?? null;
}

/** When the window that is open now closes; the latest where several are. */
export function windowEnd(plan: Plan, nowMs: number, timeZone: string): Date | null {
  const ends = plan.windows
    .map((window) => windowStart(window, nowMs, timeZone))
    .filter((start) => start.startsAt.getTime() <= nowMs)
    .map(({ endsAt }) => endsAt);
  return ends.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null;
}

function windowStart(
  window: PatrolWindow,
  nowMs: number,
  timeZone: string,
): { startsAt: Date; endsAt: Date } {
  const at = (currentDate: number) =>
    CronExpressionParser.parse(cronOf(window), {
      currentDate: new Date(currentDate),
      tz: timeZone,
    });
  // The moment itself counts: `prev` looks strictly before.
  const last = at(nowMs + 1)
    .prev()
    .toDate();
  const open = { startsAt: last, endsAt: new Date(last.getTime() + lengthMs(window)) };
  if (open.endsAt.getTime() > nowMs) return open;
  const next = at(nowMs).next().toDate();
  return { startsAt: next, endsAt: new Date(next.getTime() + lengthMs(window)) };
}

function cronStart(cron: string, nowMs: number, timeZone: string): Start | null {
  try {
    const currentDate = new Date(nowMs - CRON_GRACE_MS);
    const next = CronExpressionParser.parse(cron, { currentDate, tz: timeZone }).next();
    return { startsAt: next.toDate(), endsAt: null };
  } catch {
    return null; // written by another version: it never starts, the editor says why
  }
}

function cronOf({ weekdays, from }: PatrolWindow): string {
  const [hour, minute] = from.split(':').map(Number);
  return `${minute} ${hour} * * ${weekdays.map((day) => day % 7).join(',')}`;
}

function lengthMs({ from, to }: PatrolWindow): number {
  const minutes = (clock: string) => {
    const [hour = 0, minute = 0] = clock.split(':').map(Number);
    return hour * 60 + minute;
  };
  const ms = (minutes(to) - minutes(from)) * 60_000;
  return ms > 0 ? ms : ms + DAY_MS;
}
