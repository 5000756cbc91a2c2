import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, codeOf, openTestSite, type TestSite } from '../trpc/test-site.ts';
import { MOST_MAP_VIEWS_OF_ONE } from './schema.ts';

let site: TestSite;
let admin: Caller;
let operator: Caller;
let other: Caller;
let leader: Caller;
beforeAll(async () => {
  site = await openTestSite();
  const as = async (role: 'admin' | 'operator' | 'leader') =>
    site.browser({ signedInAs: await site.user(role) }).call;
  admin = await as('admin');
  operator = await as('operator');
  other = await as('operator');
  leader = await as('leader');
});
afterAll(() => site[Symbol.asyncDispose]());

const PLACE = { lon: 117.25, lat: 31.85, zoom: 9.5, basemapId: null };
const make = (more: Partial<Parameters<Caller['mapViews']['create']>[0]> = {}) =>
  operator.mapViews.create({ name: '合肥', ...PLACE, hidden: ['posts'], shared: false, ...more });
const seen = async (call: Caller, id: string) =>
  (await call.mapViews.list()).items.some((view) => view.id === id);

it('is its owner’s until it is shared, then everybody’s to open', async () => {
  const { id } = await make({ name: '  合肥 ' });
  const [own] = (await operator.mapViews.list()).items;
  expect(own).toMatchObject({ id, name: '合肥', ...PLACE, hidden: ['posts'], mayManage: true });
  expect([await seen(other, id), await seen(leader, id)]).toEqual([false, false]);
  await operator.mapViews.update({ id, shared: true });
  expect([await seen(other, id), await seen(leader, id)]).toEqual([true, true]);
});

it('is changed and removed by its owner, and by administrators where it is shared', async () => {
  const { id } = await make({ shared: true });
  expect(await codeOf(other.mapViews.update({ id, name: 'x' }))).toBe('map-view.not-yours');
  expect(await codeOf(other.mapViews.remove({ id }))).toBe('map-view.not-yours');
  expect((await admin.mapViews.update({ id, name: '合肥市区', zoom: 12 })).zoom).toBe(12);
  const own = await make();
  expect(await codeOf(admin.mapViews.remove({ id: own.id }))).toBe('map-view.not-found');
});

it('comes back after a removal, for an hour', async () => {
  const { id } = await make();
  const removal = await operator.mapViews.remove({ id });
  expect(await seen(operator, id)).toBe(false);
  expect(await codeOf(other.mapViews.restore(removal))).toBe('undo.expired');
  expect(await operator.mapViews.restore(removal)).toMatchObject({ id, name: '合肥' });
  expect(await seen(operator, id)).toBe(true);
  const again = await operator.mapViews.remove({ id });
  await site.services.db.mapView.update({ where: { id }, data: { removedAt: new Date(0) } });
  expect(await codeOf(operator.mapViews.restore(again))).toBe('undo.expired');
});

it('leaves out layers that another version of the product knows', async () => {
  const { id } = await make();
  await site.services.db.mapView.update({ where: { id }, data: { hidden: ['weather', 'roads'] } });
  const view = (await operator.mapViews.list()).items.find((item) => item.id === id);
  expect(view?.hidden).toEqual(['roads']);
});

it('of one person there are not too many', async () => {
  const { userId } = await site.user('operator');
  const person = await site.services.db.user.findUniqueOrThrow({ where: { id: userId } });
  await site.services.db.mapView.createMany({
    data: Array.from({ length: MOST_MAP_VIEWS_OF_ONE }, (_, n) => ({
      ...PLACE,
      name: `${n}`,
      hidden: [],
      ownerId: userId,
    })),
  });
  const signedInAs = {
    userId,
    username: person.username ?? '',
    role: 'operator' as const,
    mustChangePassword: false,
    address: null,
  };
  const { call } = site.browser({ signedInAs });
  const more = call.mapViews.create({ name: 'x', ...PLACE, hidden: [], shared: false });
  expect(await codeOf(more)).toBe('map-view.too-many');
});
