import { expect, it } from 'vitest';
import { pictureDuty } from './duty.ts';

type Needs = Parameters<typeof pictureDuty>[0];

it('asks which pictures are due once for many of them, and rests where none can be had', async () => {
  const life = new AbortController();
  let asked = 0;
  const taken: string[] = [];
  const db = {
    $queryRaw: async (
      _text: TemplateStringsArray,
      _olderThan: Date,
      _without: string[],
      limit: number,
    ) => {
      asked += 1;
      return Array.from({ length: limit }, (_, n) => ({ id: `${asked}-${n}` }));
    },
  };
  const clock = {
    wallNow: () => 0,
    monotonicNow: () => 0,
    sleep: async () => life.abort(),
  };
  const take = async (id: string) => {
    taken.push(id);
    return id.startsWith('1-');
  };
  const needs = { db, clock, pictures: { take }, intervalMs: 60_000 } as unknown as Needs;
  await pictureDuty(needs).run(life.signal);
  // The first lot gave pictures, the second none: only then it rested.
  expect(asked).toBe(2);
  expect(taken.length).toBeGreaterThan(50);
  expect(new Set(taken).size).toBe(taken.length);
});
