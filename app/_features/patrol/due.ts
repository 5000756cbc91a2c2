import type { PatrolDue } from '../../../server/patrols/schema.ts';

type Item = PatrolDue['items'][number];

/** A start that stands for itself: the same plan starts again at its next time. */
export function startKey({ planId, startsAt }: Pick<Item, 'planId' | 'startsAt'>): string {
  return `${planId}@${startsAt.getTime()}`;
}

/** What should run now and has not been started, and when to look again. */
export function dueNow(
  items: readonly Item[],
  now: number,
  started: ReadonlySet<string>,
): { start: Item | null; againInMs: number | null } {
  const open = items.filter(
    ({ startsAt, endsAt }) =>
      startsAt.getTime() <= now && (endsAt === null || endsAt.getTime() > now),
  );
  const start = open.find((item) => !started.has(startKey(item))) ?? null;
  const coming = items.map(({ startsAt }) => startsAt.getTime() - now).filter((ms) => ms > 0);
  return { start, againInMs: coming.length === 0 ? null : Math.min(...coming) };
}
