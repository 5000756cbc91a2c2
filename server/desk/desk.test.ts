import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, codeOf, openTestSite, type TestSite } from '../trpc/test-site.ts';

let site: TestSite;
let one: Caller;
let other: Caller;
beforeAll(async () => {
  site = await openTestSite();
  one = site.browser({ signedInAs: await site.user('operator') }).call;
  other = site.browser({ signedInAs: await site.user('leader') }).call;
});
afterAll(() => site[Symbol.asyncDispose]());

it('keeps a part for its person alone, with a version that grows', async () => {
  expect(await one.desk.get({ part: 'wall' })).toBeNull();
  expect(await one.desk.keep({ part: 'wall', value: { layout: '9' } })).toEqual({ version: 1 });
  expect(await one.desk.keep({ part: 'wall', value: { layout: '4' } })).toEqual({ version: 2 });
  expect(await one.desk.get({ part: 'wall' })).toEqual({ version: 2, value: { layout: '4' } });
  expect(await other.desk.get({ part: 'wall' })).toBeNull();
});

it('what was written at the same time is kept one after the other', async () => {
  const kept = await Promise.all(
    ['a', 'b', 'c'].map((layout) => other.desk.keep({ part: 'wall', value: { layout } })),
  );
  expect(kept.map(({ version }) => version).sort()).toEqual([1, 2, 3]);
});

it('refuses what is too long', async () => {
  const value = { text: 'x'.repeat(70_000) };
  expect(await codeOf(one.desk.keep({ part: 'wall', value }))).toBe('BAD_REQUEST');
});

it('what another program wrote there is as good as nothing', async () => {
  await site.services.db.deskPart.updateMany({ where: { name: 'wall' }, data: { value: 7 } });
  expect(await one.desk.get({ part: 'wall' })).toBeNull();
});
