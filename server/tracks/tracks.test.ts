import gcoord from 'gcoord';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { followCameras } from '../cameras/follow.ts';
import type { CameraChange, CameraMove } from '../cameras/schema.ts';
import { NOTHING } from '../map/tile-content.ts';
import { type Actor, prove } from '../session/policy.ts';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import { trackSheet } from './export.ts';
import { forgetOldPositions } from './mutations.ts';
import { reportPositions } from './report.ts';
import type { PositionReport } from './schema.ts';

let site: TestSite;
let admin: Actor;
let call: Caller;
let divisionId: string;
beforeAll(async () => {
  site = await openTestSite();
  divisionId = (await insertPlaces(site.services)).county.id;
  admin = await site.user('admin');
  call = site.browser({ signedInAs: admin }).call;
});
afterAll(() => site[Symbol.asyncDispose]());

let number = 0;
let code = '';
let id = '';
beforeEach(async () => {
  number += 1;
  code = `P${number}`;
  ({ id } = await create(code, { kind: 'mobile', lon: 117, lat: 31 }));
});

function create(code: string, fields: object) {
  const camera = { code, name: code, divisionId, driver: 'rtsp' as const };
  return call.cameras.create({ ...camera, mainAddress: 'rtsp://10.0.0.1/', ...fields });
}

const now = () => site.clock.wallNow();
const report = (positions: unknown[], crs: PositionReport['crs'] = 'wgs84') =>
  reportPositions(site.services.db, now(), { crs, positions });
const at = (secondsAgo: number) => new Date(now() - secondsAgo * 1_000).toISOString();
const position = (secondsAgo: number, lon: number, more: object = {}) => ({
  camera: code,
  at: at(secondsAgo),
  lon,
  lat: 31,
  ...more,
});
const track = (cameraId = id, hours = 24) =>
  call.tracks.get({
    cameraId,
    from: new Date(now() - hours * 3_600_000),
    to: new Date(now() + 60_000),
  });

describe('positions', () => {
  it('move the camera where the map draws it, and nowhere else', async () => {
    await call.cameras.move({ id, lon: 117.5, lat: 31.5, point: 'display' });
    await report([position(5, 118, { speedKmh: 62.5, heading: 360 })]);
    expect(await call.cameras.get({ id })).toMatchObject({
      mapPoint: { lon: 118, lat: 31 },
      physicalPoint: { lon: 117, lat: 31 },
      displayPoint: { lon: 117.5, lat: 31.5 },
      movedAt: new Date(at(5)),
      speedKmh: 62.5,
      heading: 0,
    });
    const listed = (await call.cameras.map()).cameras.find((camera) => camera.id === id);
    expect(listed).toMatchObject({ lon: 118, lat: 31, movedAt: new Date(at(5)) });
    const { items } = await call.cameras.list({ q: code });
    expect(items).toMatchObject([{ lon: 118, lat: 31 }]);
  });

  it('that are older fill the track and do not take the camera back', async () => {
    await report([position(5, 118)]);
    await report([position(60, 117.9), position(90, 117.8)]);
    expect((await call.cameras.get({ id })).mapPoint?.lon).toBe(118);
    expect((await track()).points.map(({ lon }) => lon)).toEqual([117.8, 117.9, 118]);
  });

  it('have times with a zone, or in milliseconds and parts of them', async () => {
    const atMs = now() - 5_000;
    await report([position(0, 118, { at: atMs + 0.7 })]);
    expect((await call.cameras.get({ id })).movedAt).toEqual(new Date(atMs));
    expect(await report([position(0, 118, { at: new Date(atMs).toISOString() })])).toMatchObject({
      duplicates: 1,
    });
  });

  it('in one report need no order', async () => {
    await report([position(5, 118), position(1, 118.2), position(3, 118.1)]);
    expect((await call.cameras.get({ id })).mapPoint?.lon).toBe(118.2);
  });

  it('told twice are kept once', async () => {
    const told = [position(20, 118), position(10, 118.1)];
    expect(await report(told)).toEqual({ accepted: 2, duplicates: 0, rejected: [] });
    const again = [...told, position(5, 118.2), position(5, 119)];
    expect(await report(again)).toEqual({ accepted: 1, duplicates: 3, rejected: [] });
    expect((await track()).points.map(({ lon }) => lon)).toEqual([118, 118.1, 118.2]);
    expect((await call.cameras.get({ id })).mapPoint?.lon).toBe(118.2);
  });

  it('told by many at once are all kept, and the newest wins', async () => {
    const reports = Array.from({ length: 12 }, (_, n) => report([position(12 - n, 118 + n / 100)]));
    await Promise.all(reports);
    expect((await track()).total).toBe(12);
    expect((await call.cameras.get({ id })).mapPoint?.lon).toBe(118.11);
  });

  it('in other coordinates are kept in WGS-84', async () => {
    const [lon, lat] = gcoord.transform<[number, number]>([118, 31], gcoord.WGS84, gcoord.GCJ02);
    await report([position(5, lon, { lat })], 'gcj02');
    const { mapPoint } = await call.cameras.get({ id });
    expect([mapPoint?.lon, mapPoint?.lat].map((value) => value?.toFixed(5))).toEqual([
      '118.00000',
      '31.00000',
    ]);
  });

  it('that are bad are answered with their place and code, the others are kept', async () => {
    await create(`${code}-fixed`, {});
    const receipt = await report([
      position(5, 118),
      { camera: code, at: at(4), lon: 200, lat: 31 },
      position(3, 0, { lat: 0 }),
      position(2, 118, { camera: 'nobody' }),
      position(2, 118, { camera: `${code}-fixed` }),
      position(25 * 3_600, 118),
      position(-3_600, 118),
      'nonsense',
      { camera: code, at: '2026-03-09T12:00:00', lon: 118, lat: 31 },
      position(1, 118.1),
    ]);
    expect(receipt).toEqual({
      accepted: 2,
      duplicates: 0,
      rejected: [
        { index: 1, code: 'position.invalid', details: { fields: ['lon'] } },
        { index: 2, code: 'position.no-fix' },
        { index: 3, code: 'position.unknown-camera', details: { camera: 'nobody' } },
        { index: 4, code: 'position.not-moving', details: { camera: `${code}-fixed` } },
        { index: 5, code: 'position.too-old' },
        { index: 6, code: 'position.in-future' },
        { index: 7, code: 'position.invalid', details: { fields: [''] } },
        { index: 8, code: 'position.invalid', details: { fields: ['at'] } },
      ],
    });
  });

  it('write nothing into the audit trail', async () => {
    const before = await site.services.db.auditEntry.count();
    await report([position(5, 118), position(4, 118.1)]);
    expect(await site.services.db.auditEntry.count()).toBe(before);
  });

  it('are forgotten by the map when the camera moves no more', async () => {
    await report([position(5, 118)]);
    await call.cameras.update({ id, kind: 'dome' });
    expect(await call.cameras.get({ id })).toMatchObject({
      mapPoint: { lon: 117, lat: 31 },
      movedAt: null,
    });
    expect(await report([position(1, 119)])).toMatchObject({
      rejected: [{ index: 0, code: 'position.not-moving' }],
    });
  });
});

describe('tiles', () => {
  const world = { z: 0, x: 0, y: 0 };

  it('leave out what moves, and stay as they are however far it goes', async () => {
    const scope = prove(admin, 'cameras.view');
    const etag = async () => (await site.services.tiles.tile(scope, 'wgs84', world, NOTHING)).etag;
    const before = await etag();
    await report([position(60, 118)]);
    await vi.waitFor(async () => expect(await etag()).not.toBe(before));
    const without = await etag();
    const changes = site.services.changes.head;
    for (let n = 1; n < 20; n += 1) await report([position(60 - n, 118 + n)]);
    expect(await etag()).toBe(without);
    expect(site.services.changes.head).toBe(changes);
  });
});

describe('who follows', () => {
  it('is told the newest of each camera, a beat at a time, behind the changes', async () => {
    const ended = new AbortController();
    const heard: CameraChange[] = [];
    const scope = prove(admin, 'cameras.view');
    const moves = () => heard.flatMap((change) => (change.type === 'moved' ? change.cameras : []));
    const mine = (): CameraMove[] => moves().filter((move) => move.id === id);
    const following = (async () => {
      const all = followCameras(site.services, scope, null, ended.signal);
      for await (const [, change] of all) heard.push(change);
    })();
    await report([position(60, 118, { speedKmh: 50, heading: 90 })]);
    await vi.waitFor(() => {
      // What other cameras did before came first.
      if (mine().length === 0) site.clock.advance(1_000);
      expect(mine().map(({ lon }) => lon)).toEqual([118]);
    });
    expect(mine()[0]).toMatchObject({ lat: 31, speedKmh: 50, heading: 90 });
    for (let n = 1; n < 30; n += 1) await report([position(60 - n, 118 + n / 100)]);
    await call.cameras.update({ id, name: 'last' });
    await vi.waitFor(() => expect(heard.some((change) => change.type === 'upserted')).toBe(true));
    expect(mine()).toHaveLength(1);
    site.clock.advance(1_000);
    await vi.waitFor(() => expect(mine()).toHaveLength(2));
    expect(mine()[1]?.lon).toBe(118.29);
    ended.abort();
    await following;
  });

  it('is told at the beginning where cameras were in the last hour', async () => {
    await report([position(60, 118)]);
    const ended = new AbortController();
    const first = await site.services.moves.follow(ended.signal).next();
    ended.abort();
    expect(first.value?.find((move: CameraMove) => move.id === id)).toMatchObject({ lon: 118 });
  });
});

describe('tracks', () => {
  it('are kept as long as the setting says', async () => {
    await report([position(20 * 3_600, 117.8), position(7_200, 117.9), position(5, 118)]);
    await call.tracks.updateSetting({ keepHours: 3 });
    await forgetOldPositions(site.services.db, now());
    expect((await track()).points.map(({ lon }) => lon)).toEqual([117.9, 118]);
    expect(await report([position(4 * 3_600, 117)])).toMatchObject({
      rejected: [{ code: 'position.too-old' }],
    });
    await call.tracks.updateSetting({ keepHours: 24 });
    expect(await codeOf(call.tracks.updateSetting({ keepHours: 0 }))).toBe('BAD_REQUEST');
    expect(await codeOf(call.tracks.updateSetting({ keepHours: 169 }))).toBe('BAD_REQUEST');
  });

  it('leave the camera where it was last when all of its positions are gone', async () => {
    await report([position(20 * 3_600, 118)]);
    await forgetOldPositions(site.services.db, now() + 12 * 3_600_000);
    expect((await track(id, 36)).total).toBe(0);
    expect((await call.cameras.get({ id })).mapPoint?.lon).toBe(118);
  });

  it('are no one’s without a camera', async () => {
    expect(await codeOf(track('nobody'))).toBe('camera.not-found');
  });

  it('of a hundred thousand positions are thinned and answered quickly', async () => {
    const start = new Date(now() - 86_400_000);
    // A lap of 20 km around a town every 20 minutes, 100,000 times told.
    await site.services.db.$executeRaw`
      insert into "CameraPosition" ("cameraId", at, lon, lat, "speedKmh", heading)
      select ${id}, ${start}::timestamp(3) + i * interval '0.8 second',
        117 + 0.033 * cos(i * 0.00419), 31 + 0.029 * sin(i * 0.00419), 60, 0
      from generate_series(1, 100000) i`;
    // Looking at all pairs of them would take minutes: then the test runs out of time.
    const { points, total, metres } = await track();
    expect(total).toBe(100_000);
    expect(points).toHaveLength(2_000);
    expect(metres / 1_000).toBeGreaterThan(1_200);
  });

  it('go out as a sheet with every position', async () => {
    await report([position(20, 118, { speedKmh: 62.5, accuracyM: 4 }), position(10, 118.1)]);
    const sheet = await trackSheet(site.services.db, prove(admin, 'cameras.export'), {
      cameraId: id,
      from: new Date(now() - 3_600_000),
      to: new Date(now()),
    });
    let text = '';
    for await (const piece of sheet) text += piece;
    expect(text).toBe(
      `\uFEFFtime,lon_wgs84,lat_wgs84,speed_kmh,heading_deg,accuracy_m\n` +
        `${at(20)},118.0000000,31.0000000,62.5,,4\n${at(10)},118.1000000,31.0000000,,,\n`,
    );
    const entry = await site.services.db.auditEntry.findFirst({
      where: { action: 'tracks.export', subjectId: id },
    });
    expect(entry?.username).toBe(admin.username);
  });
});
