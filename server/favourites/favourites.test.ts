import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import { MOST_FAVOURITES } from './schema.ts';

let site: TestSite;
let admin: Caller;
let one: Caller;
let other: Caller;
const ids: string[] = [];
beforeAll(async () => {
  site = await openTestSite();
  admin = site.browser({ signedInAs: await site.user('admin') }).call;
  one = site.browser({ signedInAs: await site.user('operator') }).call;
  other = site.browser({ signedInAs: await site.user('leader') }).call;
  const { county } = await insertPlaces(site.services);
  for (const code of ['A', 'B', 'C']) {
    const tags = code === 'C' ? ['桥梁', '重点'] : ['重点'];
    const camera = { code, name: code, divisionId: county.id, driver: 'rtsp' as const, tags };
    ids.push((await admin.cameras.create({ ...camera, mainAddress: 'rtsp://10.0.0.1/' })).id);
  }
});
afterAll(() => site[Symbol.asyncDispose]());

const listed = async (call: Caller, input: object) =>
  (await call.cameras.list(input)).items.map(({ name }) => name);
const mark = (call: Caller, index: number, on: boolean) =>
  call.favourites.set({ cameraId: ids[index] ?? '', on });

it('are each person’s own, in the list and in the tree', async () => {
  await mark(one, 1, true);
  await mark(one, 0, true);
  await mark(one, 0, true);
  expect(await one.favourites.list()).toEqual({ cameraIds: [ids[1], ids[0]] });
  expect(await listed(one, { favourite: true })).toEqual(['A', 'B']);
  expect(await listed(other, { favourite: true })).toEqual([]);
  expect((await one.trees.marked()).favourites).toEqual({ online: 0, total: 2 });
  await mark(one, 1, false);
  expect(await listed(one, { favourite: true })).toEqual(['A']);
});

it('stand beside every tag that cameras carry', async () => {
  await site.services.db.camera.update({ where: { id: ids[2] ?? '' }, data: { status: 'online' } });
  expect((await one.trees.marked()).tags).toEqual([
    { tag: '桥梁', online: 1, total: 1 },
    { tag: '重点', online: 1, total: 3 },
  ]);
  expect(await listed(one, { tag: '桥梁' })).toEqual(['C']);
});

it('are not of a camera that is gone, and come back with it', async () => {
  await mark(one, 2, true);
  const { undoToken } = await admin.cameras.remove({ ids: [ids[2] ?? ''] });
  expect((await one.favourites.list()).cameraIds).not.toContain(ids[2]);
  expect(await codeOf(mark(other, 2, true))).toBe('camera.not-found');
  await admin.cameras.restore({ undoToken });
  expect((await one.favourites.list()).cameraIds).toContain(ids[2]);
});

it('end somewhere', async () => {
  const actor = await site.user('operator');
  const rows = Array.from({ length: MOST_FAVOURITES }, (_, index) => `many-${index}`);
  const like = await site.services.db.camera.findFirstOrThrow({ where: { id: ids[0] ?? '' } });
  const { divisionId, deviceId, sortName } = like;
  await site.services.db.camera.createMany({
    data: rows.map((id, channel) => ({
      id,
      code: id,
      name: id,
      sortName,
      divisionId,
      deviceId,
      channel: channel + 2,
    })),
  });
  const marks = rows.map((cameraId) => ({ userId: actor.userId, cameraId }));
  await site.services.db.favourite.createMany({ data: marks });
  const { call } = site.browser({ signedInAs: actor });
  expect(await codeOf(mark(call, 0, true))).toBe('favourite.too-many');
  expect((await call.favourites.list()).cameraIds).toHaveLength(MOST_FAVOURITES);
});
