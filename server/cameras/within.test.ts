import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, insertPlaces, openTestSite, type TestSite } from '../trpc/test-site.ts';

let site: TestSite;
let call: Caller;
const ids: Record<string, string> = {};
beforeAll(async () => {
  site = await openTestSite();
  const { county, road } = await insertPlaces(site.services);
  call = site.browser({ signedInAs: await site.user('admin') }).call;
  const onRoad = { roadId: road.id, direction: 'up' as const };
  const cameras = {
    later: { lon: 117.01, lat: 31, ...onRoad, chainageM: 601_000 },
    earlier: { lon: 117.02, lat: 31, ...onRoad, chainageM: 600_000 },
    yard: { lon: 117.03, lat: 31.01 },
    outside: { lon: 118, lat: 31 },
    drawnOutside: { lon: 117.01, lat: 31, displayLon: 118, displayLat: 31 },
    nowhere: {},
  };
  for (const [code, place] of Object.entries(cameras)) {
    const fields = { code, name: code, divisionId: county.id, driver: 'rtsp' as const };
    const address = { mainAddress: `rtsp://10.0.0.1/${code}` };
    ids[code] = (await call.cameras.create({ ...fields, ...address, ...place })).id;
  }
});
afterAll(() => site[Symbol.asyncDispose]());

const BOX = { west: 117, south: 30.9, east: 117.1, north: 31.1 };

it('finds what is drawn in a box, along roads first', async () => {
  const found = { total: 3, ids: [ids.earlier, ids.later, ids.yard] };
  expect(await call.cameras.within(BOX)).toEqual(found);
  await call.cameras.remove({ ids: [ids.later ?? ''] });
  expect(await call.cameras.within(BOX)).toEqual({ total: 2, ids: [ids.earlier, ids.yard] });
});

it('finds nothing where nothing is', async () => {
  expect(await call.cameras.within({ ...BOX, west: 10, east: 11 })).toEqual({ total: 0, ids: [] });
});
