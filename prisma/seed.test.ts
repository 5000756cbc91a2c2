import { afterAll, beforeAll, expect, it } from 'vitest';
import { distanceM, nearestOn } from '../server/roads/geometry.ts';
import { type Caller, openTestSite, type TestSite } from '../server/trpc/test-site.ts';
import { middleLine } from './demo/course.ts';
import { driveAt, PATROL_CARS } from './demo/patrol-cars.ts';
import { ROADS } from './demo/roads.ts';
import { adjustDemoAddresses, isDemoSite, patrolCode, seedDemoSite } from './seed.ts';

let site: TestSite;
let call: Caller;
beforeAll(async () => {
  site = await openTestSite();
  await seedDemoSite(site.services.db, { simulatorPort: 8654 });
  call = site.browser({ signedInAs: await site.user('admin') }).call;
});
afterAll(() => site[Symbol.asyncDispose]());

it('makes about 300 cameras that stand in both trees and on a road', async () => {
  const { total } = await call.cameras.counts();
  expect(total).toBeGreaterThan(280);
  expect(total).toBeLessThan(320);
  const [province] = await call.trees.divisions({ parentId: null });
  const [groups] = await call.trees.groups({ parentId: null });
  const roads = await call.trees.roads();
  expect([province?.total, groups?.total]).toEqual([total, total]);
  expect(roads.reduce((sum, road) => sum + road.total, 0)).toBe(total);
});

it('is found by road and chainage', async () => {
  const [found] = (await call.cameras.search({ q: 'G40 K612+300' })).items;
  expect(found?.name).toBe('G40 K612+300 上行 桥头');
});

it('puts every camera beside its road at its chainage', async () => {
  const lines = new Map(
    ROADS.map((road) => [road.code, middleLine(road.course, road.startKm)] as const),
  );
  const { items } = await call.cameras.list({ limit: 500 });
  const standing = items.filter(({ kind }) => kind !== 'mobile');
  expect(standing).toHaveLength(items.length - PATROL_CARS.length);
  const off = standing.filter((camera) => {
    const line = lines.get(camera.roadCode ?? '');
    const near = line && nearestOn(line, [camera.lon ?? 0, camera.lat ?? 0]);
    if (!near) return true;
    const aside = near.distanceM < 15 || near.distanceM > 30;
    return aside || Math.abs(near.chainageM - (camera.chainageM ?? 0)) > 60;
  });
  expect(off).toEqual([]);
});

it('drives patrol cars along their road, with rests, and never jumps', () => {
  for (const { roadCode } of PATROL_CARS) {
    const road = ROADS.find(({ code }) => code === roadCode);
    if (road === undefined) throw new Error(`no road ${roadCode}`);
    const line = middleLine(road.course, road.startKm);
    const start = Date.UTC(2026, 2, 9);
    const day = Array.from({ length: 8_640 }, (_, n) => driveAt(line, start + n * 10_000));
    const far = day.flatMap((drive, n) => {
      const before = day[n - 1];
      if (!drive) return ['nowhere'];
      const at: [number, number] = [drive.lon, drive.lat];
      const aside = nearestOn(line, at)?.distanceM ?? 1_000;
      const went = before ? distanceM([before.lon, before.lat], at) : 0;
      return aside > 20 || went > 260 ? [`${n}: ${aside} m aside, ${went} m on`] : [];
    });
    expect(far).toEqual([]);
    const resting = day.filter((drive) => drive?.speedKmh === 0).length;
    expect(resting / day.length).toBeCloseTo(300 / 1_300, 1);
  }
});

it('knows its patrol cars by their codes', async () => {
  const kinds = await Promise.all(
    PATROL_CARS.map(async (car) => (await call.cameras.list({ q: patrolCode(car) })).items),
  );
  expect(kinds.flat().map(({ kind }) => kind)).toEqual(['mobile', 'mobile']);
});

it('puts message signs and checkpoints beside the carriageway they serve', async () => {
  const { items, total } = await call.roadside.list({ limit: 500 });
  expect(total).toBe(items.length);
  expect(total).toBeGreaterThan(100);
  expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['sign', 'checkpoint']));
  const geometry = await call.roads.geometry();
  const courses = new Map(
    geometry.features.map(({ properties: { roadId, direction }, geometry: { coordinates } }) => [
      `${roadId} ${direction}`,
      { coordinates, chainagesM: coordinates.map((_, index) => index) },
    ]),
  );
  const away = items.map(({ roadId, direction, lon, lat }) => {
    const course = courses.get(`${roadId} ${direction}`);
    return course && nearestOn(course, [lon ?? 0, lat ?? 0])?.distanceM;
  });
  expect(Math.max(...away.map((metres) => metres ?? Number.POSITIVE_INFINITY))).toBeLessThan(20);
});

it('draws roads without jumps', () => {
  for (const road of ROADS) {
    const { coordinates } = middleLine(road.course, road.startKm);
    const steps = coordinates.slice(1).map((to, index) => distanceM(coordinates[index] ?? to, to));
    expect(Math.max(...steps), road.code).toBeLessThan(4_000);
  }
});

it('leaves a few cameras without anybody to answer', async () => {
  const silent = await site.services.db.cameraStream.count({
    where: { url: { startsWith: 'rtsp://127.0.0.1:9/' }, quality: 'main' },
  });
  expect(silent).toBe(4);
});

it('touches nothing where there is something', async () => {
  expect(await seedDemoSite(site.services.db, { simulatorPort: 1 })).toBe(false);
  expect(await isDemoSite(site.services.db)).toBe(true);
});

it('follows the simulator to another port, and leaves other addresses alone', async () => {
  const { db } = site.services;
  const count = (port: number) =>
    db.cameraStream.count({ where: { url: { startsWith: `rtsp://127.0.0.1:${port}/` } } });
  const [simulated, silent] = [await count(8654), await count(9)];
  await adjustDemoAddresses(db, 9654);
  expect([await count(8654), await count(9654), await count(9)]).toEqual([0, simulated, silent]);
});
