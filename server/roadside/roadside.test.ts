import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { applyCheckedImport } from '../imports/applying.ts';
import { checkImport } from '../imports/checking.ts';
import { importTemplate } from '../imports/export.ts';
import { uploadImport } from '../imports/mutations.ts';
import { readTable } from '../imports/sheet.ts';
import { tileAt, toUnit } from '../map/mercator.ts';
import { ROADSIDE_FROM_ZOOM, ROADSIDE_LAYER, SINGLES_ZOOM } from '../map/schema.ts';
import { type Actor, prove } from '../session/policy.ts';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import { exportDevices } from './export.ts';
import type { RoadsideDevice } from './schema.ts';

let site: TestSite;
let admin: Actor;
let call: Caller;
let roadId: string;
let divisionId: string;
beforeAll(async () => {
  site = await openTestSite();
  const places = await insertPlaces(site.services);
  roadId = places.road.id;
  divisionId = places.county.id;
  admin = await site.user('admin');
  call = site.browser({ signedInAs: admin }).call;
});
afterAll(() => site[Symbol.asyncDispose]());

let number = 0;
async function create(fields: Partial<Parameters<Caller['roadside']['create']>[0]> = {}) {
  number += 1;
  const named = { code: `R${number}`, name: `诱导屏 ${number}`, kind: 'sign' as const };
  return call.roadside.create({ ...named, ...fields });
}
const onRoad = (chainageM: number) => ({ roadId, direction: 'up' as const, chainageM });

describe('a device', () => {
  it('stands where its road has its chainage until somebody gives its position', async () => {
    const { id } = await create(onRoad(604_725));
    const got = await call.roadside.get({ id });
    expect(got).toMatchObject({ byRoad: true, roadCode: 'G40', lat: 31.8 });
    expect(got.lon).toBeCloseTo(117.05, 6);
    await call.roadside.update({ id, chainageM: 609_450 });
    expect(await call.roadside.get({ id })).toMatchObject({ lon: 117.1, byRoad: true });
    await call.roadside.update({ id, lon: 118, lat: 32 });
    await call.roadside.update({ id, chainageM: 600_000 });
    expect(await call.roadside.get({ id })).toMatchObject({ lon: 118, lat: 32, byRoad: false });
    await call.roadside.update({ id, lon: null, lat: null });
    expect(await call.roadside.get({ id })).toMatchObject({ lon: 117, lat: 31.8, byRoad: true });
    await call.roadside.update({ id, roadId: null });
    const gone = { lon: null, chainageM: null, direction: null, byRoad: false };
    expect(await call.roadside.get({ id })).toMatchObject(gone);
  });

  it('takes a carriageway that has its chainage where its own direction has no course', async () => {
    const { id } = await create({ ...onRoad(600_000), direction: 'down' });
    expect(await call.roadside.get({ id })).toMatchObject({ direction: 'down', lon: 117 });
  });

  it('is refused with a reason', async () => {
    expect(await codeOf(create(onRoad(1_000)))).toBe('roadside.off-road');
    expect(await codeOf(create({ lon: 117 }))).toBe('BAD_REQUEST');
    expect(await codeOf(create({ roadId: 'nowhere' }))).toBe('road.not-found');
    await create({ code: 'TAKEN' });
    expect(await codeOf(create({ code: 'TAKEN' }))).toBe('roadside.code-taken');
    expect(await codeOf(call.roadside.update({ id: 'nobody', name: 'x' }))).toBe(
      'roadside.not-found',
    );
  });

  it('goes and comes back, but not over one that took its code', async () => {
    const { id } = await create({ code: 'BACK' });
    const { undoToken } = await call.roadside.remove({ ids: [id] });
    expect(await codeOf(call.roadside.get({ id }))).toBe('roadside.not-found');
    const other = await create({ code: 'BACK' });
    expect(await codeOf(call.roadside.restore({ undoToken }))).toBe('roadside.code-taken');
    await call.roadside.remove({ ids: [other.id] });
    expect(await call.roadside.restore({ undoToken })).toEqual({ ids: [id] });
    expect(await call.roadside.get({ id })).toMatchObject({ code: 'BACK' });
  });

  it('is edited by administrators only', async () => {
    const operator = site.browser({ signedInAs: await site.user('operator') }).call;
    const fields = { code: 'NO', name: 'n', kind: 'signal' as const };
    expect(await codeOf(operator.roadside.create(fields))).toBe('rights.missing');
    expect((await operator.roadside.list({})).total).toBeGreaterThan(0);
  });
});

describe('the list', () => {
  it('pages in every order without a gap or a repeat', async () => {
    for (const [code, more] of [
      ['L1', onRoad(601_000)],
      ['L2', { ...onRoad(600_500), direction: 'down' as const }],
      ['L3', {}],
      ['L4', onRoad(600_100)],
    ] as const)
      await create({ code, name: `排序${code}`, ...more });
    for (const sort of ['name', 'code', 'chainage'] as const) {
      const whole = (await call.roadside.list({ q: '排序', sort })).items.map(({ code }) => code);
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await call.roadside.list({ q: '排序', sort, limit: 1, cursor });
        paged.push(...page.items.map(({ code }) => code));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(paged, sort).toEqual(whole);
    }
    const byChainage = await call.roadside.list({ q: '排序', sort: 'chainage' });
    expect(byChainage.items.map(({ code }) => code)).toEqual(['L4', 'L1', 'L2', 'L3']);
  });

  it('finds by pinyin, by kind and by road and chainage', async () => {
    await create({ code: 'F1', name: '独秀山卡口', kind: 'checkpoint', ...onRoad(608_000) });
    const codes = async (filter: Parameters<Caller['roadside']['list']>[0]) =>
      (await call.roadside.list(filter)).items.map(({ code }) => code);
    expect(await codes({ q: 'duxiushan' })).toEqual(['F1']);
    expect(await codes({ kind: 'checkpoint' })).toEqual(['F1']);
    expect(await codes({ q: 'G40 K607' })).toEqual(['F1']);
    expect(await codes({ q: 'dxs', kind: 'sign' })).toEqual([]);
  });
});

it('names the cameras around it, the nearest first', async () => {
  const camera = async (code: string, fields: object) =>
    call.cameras.create({
      ...{ code, name: code, divisionId, driver: 'rtsp', mainAddress: 'rtsp://10.0.0.1/' },
      ...fields,
    });
  // One thousandth of a degree of latitude is 111 m.
  await camera('far', { lon: 117.02, lat: 31.8051 });
  await camera('near', { lon: 117.02, lat: 31.804 });
  await camera('shown elsewhere', { lon: 117.02, lat: 31.8, displayLon: 118, displayLat: 31.8 });
  await camera('along', { roadId, direction: 'down', chainageM: 602_890 });
  await camera('too far along', { roadId, direction: 'up', chainageM: 602_891 });
  const { id } = await create({ ...onRoad(601_890), lon: 117.02, lat: 31.8 });
  const { items } = await call.roadside.nearby({ id });
  expect(items.map(({ name, distanceM }) => [name, Math.round(distanceM)])).toEqual([
    ['near', 445],
    ['along', 1_000],
  ]);
  const placeless = await create();
  expect((await call.roadside.nearby(placeless)).items).toEqual([]);
});

/** Devices on the tile of a zoom around a place: `<kind> × <count>`. */
async function drawn(lon: number, lat: number, zoom: number) {
  const scope = prove(admin, 'cameras.view');
  const tile = tileAt(toUnit(lon, lat), zoom);
  const { roadsideTiles } = site.services;
  const { body } = await roadsideTiles.tile(scope, 'wgs84', tile);
  const layer = new VectorTile(new PbfReader(body)).layers[ROADSIDE_LAYER];
  const marks = Array.from({ length: layer?.length ?? 0 }, (_, n) => layer?.feature(n).properties);
  return marks.map((mark) => `${mark?.kind} × ${mark?.count}`).sort();
}

describe('the map', () => {
  const at = { lon: 100.0005, lat: 20.0005 };
  it('thins devices from afar, kind by kind, and tells single ones near', async () => {
    await create(at);
    await create({ lon: 100.0006, lat: 20.0005 });
    await create({ ...at, kind: 'signal' });
    await vi.waitFor(async () =>
      expect(await drawn(at.lon, at.lat, ROADSIDE_FROM_ZOOM)).toEqual(['sign × 2', 'signal × 1']),
    );
    expect(await drawn(at.lon, at.lat, SINGLES_ZOOM)).toEqual([
      'sign × 1',
      'sign × 1',
      'signal × 1',
    ]);
  });

  it('tells open pages of each change, and has drawn it by then', async () => {
    const stop = new AbortController();
    const last = await site.services.db.cameraChange.findFirst({ orderBy: { id: 'desc' } });
    const news = site.services.changes.follow(String(last?.id ?? 0), stop.signal);
    const { id } = await create({ lon: -100, lat: -20 });
    // Changes of the tests before may come first; no other comes after this one.
    for await (const [, { type }] of news)
      if (type === 'roadside' && (await drawn(-100, -20, SINGLES_ZOOM)).length === 1) break;
    stop.abort();
    await call.roadside.remove({ ids: [id] });
    await vi.waitFor(async () => expect(await drawn(-100, -20, SINGLES_ZOOM)).toEqual([]));
  });
});

describe('spreadsheets', () => {
  const HEAD = '编码,名称,类型,路线,方向,桩号,经度,纬度,厂商,备注';
  const check = async (...lines: string[]) => {
    const scope = prove(admin, 'imports.run');
    const bytes = Buffer.from([HEAD, ...lines].join('\r\n'));
    const file = { name: 'x.csv', subject: 'roadside' as const, bytes };
    const { id } = await uploadImport(site.services, scope, file);
    await checkImport(site.services, id);
    return id;
  };
  const apply = async (id: string) => {
    await call.imports.applyRows({ id });
    await applyCheckedImport(site.services, id);
    return call.imports.get({ id });
  };
  const byCode = async (code: string): Promise<RoadsideDevice | undefined> =>
    (await call.roadside.list({ q: code })).items.find((device) => device.code === code);

  it('tells every error of every row before anything is written', async () => {
    const id = await check(
      'I1,好,诱导屏,G40,上行,K604+725,,,厂,注',
      'I1,又,卡口,,,,,,,',
      'I2,错,雷达,G99,左,6x,200,31,,',
      'I3,远,signal,G40,up,K1,,,,',
      'I4,半,signal,,,,117,,,',
      ',,,,,,,,,',
    );
    const job = await call.imports.get({ id });
    expect(job).toMatchObject({
      subject: 'roadside',
      state: 'checked',
      counts: { new: 1, error: 4 },
    });
    const { items } = await call.imports.rows({ id, onlyErrors: true });
    expect(
      items.map(({ rowNumber, errors }) => [
        rowNumber,
        ...errors.map(({ column, code }) => `${column} ${code}`),
      ]),
    ).toEqual([
      [3, 'code import.duplicate-in-file'],
      [
        4,
        'kind import.not-a-choice',
        'road import.unknown-road',
        'direction import.not-a-choice',
        'chainage import.bad-chainage',
        'longitude import.out-of-range',
      ],
      [5, 'chainage import.off-road'],
      [6, 'latitude import.half-a-position'],
    ]);
    expect(await byCode('I1')).toBeUndefined();
  });

  it('writes good rows, and what is not said of a known device stays', async () => {
    expect(await apply(await check('W1,屏,诱导屏,G40,上行,K604+725,,,厂,注'))).toMatchObject({
      state: 'applied',
    });
    const first = await byCode('W1');
    expect(first).toMatchObject({ kind: 'sign', maker: '厂', remark: '注', byRoad: true });
    expect(first?.lon).toBeCloseTo(117.05, 6);
    const id = await check('W1,,卡口,,,K600,,,,', 'W2,新,信号机,,,,117.5,31.5,,');
    expect((await call.imports.get({ id })).counts).toMatchObject({ new: 1, update: 1 });
    await apply(id);
    expect(await byCode('W1')).toMatchObject({
      ...{ name: '屏', kind: 'checkpoint', maker: '厂', lon: 117, byRoad: true },
    });
    expect(await byCode('W2')).toMatchObject({ kind: 'signal', lon: 117.5, byRoad: false });
  });

  it('refuses a list of cameras', async () => {
    const scope = prove(admin, 'imports.run');
    const bytes = Buffer.from('编码,名称,行政区划\nA,a,340111');
    const file = { name: 'x.csv', subject: 'roadside' as const, bytes };
    const { id } = await uploadImport(site.services, scope, file);
    await checkImport(site.services, id);
    const { failure } = await call.imports.get({ id });
    expect(failure?.details).toMatchObject({ missing: ['kind'], unknown: ['行政区划'] });
  });

  it.each(['zh', 'en'] as const)('gives out in %s what can come back in', async (locale) => {
    const scope = prove(admin, 'cameras.export');
    const wanted = { filter: { q: '独秀山' }, format: 'csv' as const, locale };
    const bytes = await exportDevices(site.services.db, scope, wanted);
    const rows = await readTable(bytes);
    expect(rows[1]?.slice(0, 2)).toEqual(['F1', '独秀山卡口']);
    const [head] = await readTable(await importTemplate('roadside', 'csv', locale));
    expect(rows[0]).toEqual(head);
    const before = await byCode('F1');
    const file = { name: 'back.csv', subject: 'roadside' as const, bytes };
    const { id } = await uploadImport(site.services, prove(admin, 'imports.run'), file);
    await checkImport(site.services, id);
    expect((await apply(id)).counts).toMatchObject({ update: 1, error: 0 });
    expect(await byCode('F1')).toEqual(before);
  });
});

describe('with 100,000 devices', () => {
  const COUNT = 100_000;
  beforeAll(async () => {
    const { db } = site.services;
    await db.$executeRaw`
      insert into "RoadsideDevice" (id, code, name, "sortName", kind, "roadId", direction, "chainageM",
        lon, lat, "searchText", "searchGrams", "updatedAt")
      select 'm' || i, 'M' || lpad(i::text, 6, '0'), 'm', 'm' || i,
        (array['sign', 'signal', 'checkpoint'])[i % 3 + 1]::"RoadsideKind", ${roadId}, 'up', i,
        110 + (i % 400) * 0.01, 25 + (i / 400) * 0.01, 'm' || i, array['m' || i], now()
      from generate_series(1, ${COUNT}) i`;
    await db.$executeRaw`vacuum analyze "RoadsideDevice"`;
  }, 120_000);

  it.each([
    ['by name', `order by "sortName", id limit 51`, 'RoadsideDevice_sortName_live'],
    ['by code', 'order by code limit 51', 'RoadsideDevice_code_live'],
    [
      'of one kind',
      `and kind = 'sign' order by "sortName", id limit 51`,
      'RoadsideDevice_kind_live',
    ],
    [
      'along a road',
      `and "roadId" = 'r' and "chainageM" between 1 and 2`,
      'RoadsideDevice_road_live',
    ],
    ['of what is searched', `and "searchGrams" @> array['m77777']`, 'searchGrams'],
  ])('a page %s comes from an index', async (_name, rest, index) => {
    const rows = await site.services.db.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(
      `explain select id from "RoadsideDevice" where "removedAt" is null ${rest}`,
    );
    const plan = rows.map((line) => line['QUERY PLAN']).join('\n');
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan');
  });

  it('lists all of them and draws no more of them than a screen has room for', async () => {
    const { total, items } = await call.roadside.list({ sort: 'code', limit: 500 });
    expect(total).toBeGreaterThan(COUNT);
    expect(items).toHaveLength(500);
    await call.roadside.remove({ ids: ['m1'] }); // the map is read anew
    const scope = prove(admin, 'cameras.view');
    const tile = tileAt(toUnit(112, 26), ROADSIDE_FROM_ZOOM);
    await vi.waitFor(async () => {
      const { body } = await site.services.roadsideTiles.tile(scope, 'wgs84', tile);
      const layer = new VectorTile(new PbfReader(body)).layers[ROADSIDE_LAYER];
      expect(layer?.length).toBeGreaterThan(500);
      expect(layer?.length).toBeLessThanOrEqual(16 * 16 * 3);
      expect(body.length).toBeLessThan(64 * 1024);
    }, 20_000);
  });
});
