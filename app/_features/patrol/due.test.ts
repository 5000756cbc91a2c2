import { expect, it } from 'vitest';
import { dueNow, startKey } from './due.ts';

const at = (startsAt: number, endsAt: number | null, planId = 'p') => ({
  planId,
  name: planId,
  startsAt: new Date(startsAt),
  endsAt: endsAt === null ? null : new Date(endsAt),
});

it('starts what is open once, and knows when the next one opens', () => {
  const items = [
    at(0, 500, 'over'),
    at(1_000, 5_000, 'a'),
    at(2_000, null, 'b'),
    at(9_000, null, 'c'),
  ];
  const now = (ms: number, started: string[] = []) => {
    const { start, againInMs } = dueNow(items, ms, new Set(started));
    return [start?.planId ?? null, againInMs];
  };
  const a = startKey(at(1_000, 5_000, 'a'));
  expect(now(900)).toEqual([null, 100]);
  expect(now(1_000)).toEqual(['a', 1_000]);
  expect(now(2_500, [a])).toEqual(['b', 6_500]);
  expect(now(9_500, [a, startKey(at(2_000, null, 'b'))])).toEqual(['c', null]);
});
