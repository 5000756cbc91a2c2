import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import type { CameraPlace } from './schema.ts';

let site: TestSite;
let call: Caller;
let places: Awaited<ReturnType<typeof insertPlaces>>;
beforeAll(async () => {
  site = await openTestSite();
  places = await insertPlaces(site.services);
  call = site.browser({ signedInAs: await site.user('admin') }).call;
});
afterAll(() => site[Symbol.asyncDispose]());

let number = 0;
async function camera(): Promise<string> {
  number += 1;
  const { id } = await call.cameras.create({
    code: `P${number}`,
    name: `位置${number}`,
    divisionId: places.county.id,
    driver: 'rtsp',
    mainAddress: `rtsp://10.0.1.${number}/main`,
    lon: 117,
    lat: 31,
    azimuth: 10,
  });
  return id;
}
async function placeOf(id: string): Promise<CameraPlace> {
  const [found] = (await call.cameras.places({ ids: [id] })).items;
  if (found === undefined) throw new Error(`no camera ${id}`);
  return found.place;
}
const entriesOf = async (id: string) =>
  (await call.audit.list({ action: 'cameras.move' })).items.filter(
    ({ subjectId }) => subjectId === id,
  );

it('changes several cameras in one go, with an entry for each that says what changed', async () => {
  const [one, other] = [await camera(), await camera()];
  const [before, otherBefore] = [await placeOf(one), await placeOf(other)];
  const roadId = places.road.id;
  const changes = [
    { id: one, before, after: { ...before, displayLon: 117.01, displayLat: 31.02, azimuth: 350 } },
    { id: other, before: otherBefore, after: { ...otherBefore, roadId, chainageM: 601_234 } },
  ];

  await call.cameras.place({ changes });

  expect(await placeOf(one)).toEqual(changes[0]?.after);
  expect((await call.cameras.get({ id: one })).displayPoint).toEqual({ lon: 117.01, lat: 31.02 });
  const details = [await entriesOf(one), await entriesOf(other)].map(([entry]) => entry?.details);
  expect(details).toEqual([
    { displayLon: 117.01, displayLat: 31.02, azimuth: 350 },
    { roadId, chainageM: 601_234 },
  ]);
  const found = await call.cameras.search({ q: 'G40 K601+234' });
  expect(found.items.map(({ id }) => id)).toEqual([other]);
});

it('saves nothing where somebody else moved one of them meanwhile', async () => {
  const [mine, theirs] = [await camera(), await camera()];
  const [before, theirsBefore] = [await placeOf(mine), await placeOf(theirs)];
  await call.cameras.move({ id: theirs, lon: 118, lat: 32, point: 'display' });

  const late = call.cameras.place({
    changes: [
      { id: mine, before, after: { ...before, azimuth: 20 } },
      { id: theirs, before: theirsBefore, after: { ...theirsBefore, azimuth: 30 } },
    ],
  });

  await expect(late).rejects.toMatchObject({
    cause: { code: 'camera.moved-meanwhile', details: { ids: [theirs] } },
  });
  expect(await placeOf(mine)).toEqual(before);
  expect(await entriesOf(mine)).toEqual([]);
});

it('of two who save at the same time one is told', async () => {
  const [one, other] = [await camera(), await camera()];
  const [first, second] = [await placeOf(one), await placeOf(other)];
  const save = (azimuth: number, ids: [string, string]) =>
    codeOf(
      call.cameras.place({
        changes: ids.map((id) => {
          const before = id === one ? first : second;
          return { id, before, after: { ...before, azimuth } };
        }),
      }),
    );

  const codes = await Promise.all([save(90, [one, other]), save(180, [other, one])]);

  expect(codes.toSorted()).toEqual(['camera.moved-meanwhile', null].toSorted());
  expect((await placeOf(one)).azimuth).toBe((await placeOf(other)).azimuth);
});

it('takes no camera twice, none that is gone and no road that is not there', async () => {
  const id = await camera();
  const before = await placeOf(id);
  const turned = { id, before, after: { ...before, azimuth: 1 } };
  expect(await codeOf(call.cameras.place({ changes: [turned, turned] }))).toBe('BAD_REQUEST');
  const nowhere = { ...turned, after: { ...before, roadId: 'none' } };
  expect(await codeOf(call.cameras.place({ changes: [nowhere] }))).toBe('road.not-found');
  await call.cameras.remove({ ids: [id] });
  expect(await codeOf(call.cameras.place({ changes: [turned] }))).toBe('camera.not-found');
});
