import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prove, type Scope } from '../session/policy.ts';
import { deviceNodes, divisionNodes, driverNodes, sectionNodes } from '../trees/data.ts';
import { insertPlaces, openTestSite, type TestSite } from '../trpc/test-site.ts';
import { cameraMap, countCameras, listCameras } from './data.ts';
import { MOST_MARKED } from './schema.ts';
import { searchCameras } from './search.ts';
import { searchEntry, sortName, termGrams } from './search-text.ts';
import { selectedByCode, selectedCameras, selectedRows } from './selection.ts';

const COUNT = 100_000;
/** So many names, over and over: the database need not care that they repeat. */
const NAMES = 1_000;
const RARE_CODE = 'S77777';

let site: TestSite;
let scope: Scope<'cameras.view'>;
beforeAll(async () => {
  site = await openTestSite();
  const { db } = site.services;
  const { county, road } = await insertPlaces(site.services);
  scope = prove(await site.user('leader'), 'cameras.view');
  const { id: deviceId } = await db.device.create({ data: { driver: 'rtsp' } });
  const names = Array.from({ length: NAMES }, (_, n) => ({
    n,
    name: `收费站广场${n}`,
    sort: sortName(`收费站广场${n}`),
    ...searched(`收费站广场${n}`),
  }));
  await db.$executeRaw`
    create table named as
    select * from json_to_recordset(${JSON.stringify(names)}::json)
      as t(n int, name text, sort text, text text, grams text[])`;
  await db.$executeRaw`
    insert into "Camera" (id, "deviceId", code, name, "sortName", "divisionId", "roadId", direction,
      "chainageM", lon, lat, status, "updatedAt")
    select 'c' || i, ${deviceId}, 'S' || i, name, sort, ${county.id}, ${road.id}, 'up',
      i * 10, 117, 31, (case when i % 10 = 0 then 'offline' else 'online' end)::"CameraStatus", now()
    from generate_series(0, ${COUNT - 1}) i join named on named.n = i % ${NAMES}`;
  await db.$executeRaw`
    insert into "CameraSearch" ("cameraId", text, grams)
    select 'c' || i, text, grams from generate_series(0, ${COUNT - 1}) i
    join named on named.n = i % ${NAMES}`;
  const rare = { name: '独秀山隧道口', sortName: sortName('独秀山隧道口') };
  await db.camera.update({ where: { id: `c${77_777}` }, data: rare });
  await db.cameraSearch.update({ where: { cameraId: 'c77777' }, data: searched(rare.name) });
  await db.$executeRaw`vacuum analyze`;
}, 120_000);
afterAll(() => site[Symbol.asyncDispose]());

const searched = (name: string) =>
  searchEntry({ code: 'S', name, roadCode: 'G40', chainageM: null });

/** Nodes of the plan that answers a query. */
async function plan(sql: string): Promise<string> {
  const rows = await site.services.db.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(`explain ${sql}`);
  return rows.map((line) => line['QUERY PLAN']).join('\n');
}

describe('with 100,000 cameras', () => {
  it.each(['独秀', '独秀山', 'duxiushan', 'dxss'])('search finds the one by %s', async (q) => {
    const items = await searchCameras(site.services.db, scope, { q, limit: 5 });
    expect(items[0]?.code).toBe(RARE_CODE);
  });

  it('search of something common answers with its best', async () => {
    const items = await searchCameras(site.services.db, scope, { q: '收费站', limit: 50 });
    expect(items).toHaveLength(50);
  });

  it('search goes through its index', async () => {
    const grams = termGrams('独秀').map((gram) => `'${gram}'`);
    const found = await plan(
      `select "cameraId" from "CameraSearch" where grams @> array[${grams}] and text like '%独秀%'`,
    );
    expect(found).toContain('Bitmap Index Scan on "CameraSearch_grams_idx"');
    expect(found).not.toContain('Seq Scan');
  });

  it.each([
    ['by name', 'order by "sortName", id limit 51', 'Camera_sortName_live'],
    ['by code', 'order by code limit 51', 'Camera_code_live'],
    [
      'behind a cursor',
      `and ("sortName" > 'shou5') order by "sortName", id limit 51`,
      'Camera_sortName_live',
    ],
    [
      'along a road',
      `and "roadId" = 'r' and direction = 'up' and "chainageM" between 1 and 2`,
      'Camera_road_live',
    ],
    [
      'of what begins with a word',
      `and lower(name) like '收费%' order by lower(name) using ~<~ limit 30`,
      'Camera_name_start_live',
    ],
    ['of one status', `and status = 'fault'`, 'Camera_status_live'],
  ])('a page %s comes from an index', async (_name, rest, index) => {
    const found = await plan(`select id from "Camera" where "removedAt" is null ${rest}`);
    expect(found).toContain(index);
    expect(found).not.toContain('Seq Scan on "Camera"');
  });

  it('lists, counts and draws all of them', async () => {
    const { db } = site.services;
    const page = await listCameras(db, scope, { sort: 'name', limit: 100, q: '广场777' });
    expect(page.total).toBe(99);
    expect(await countCameras(db, scope)).toMatchObject({ total: COUNT, online: 90_000 });
    const [province] = await divisionNodes(db, scope, null);
    expect(province).toMatchObject({ total: COUNT, online: 90_000 });
    expect(await driverNodes(db, scope)).toEqual([
      { driver: 'rtsp', total: COUNT, online: 90_000 },
    ]);
    expect(await deviceNodes(db, scope, { driver: 'rtsp', first: 200 })).toMatchObject({
      devices: 1,
      nodes: [{ total: COUNT, online: 90_000 }],
    });
    const { id: roadId } = await db.road.findFirstOrThrow();
    const sections = await sectionNodes(db, scope, { roadId, direction: 'up' });
    expect(sections).toHaveLength(100);
    expect(sections[7]).toEqual({ section: 7, total: 1_000, online: 900 });
    const at = { lon: 117, lat: 31 };
    expect(await cameraMap(db, scope)).toEqual({
      cameras: [],
      tiled: { southWest: at, northEast: at },
    });
  });

  it('selects all of them, lists any page and goes through them by code', async () => {
    const { db } = site.services;
    const ring: [number, number][] = [
      [116, 30],
      [118, 30],
      [117, 33],
    ];
    const selection = { areas: [{ kind: 'shape' as const, ring }], chosen: [], leftOut: ['c0'] };
    const { total, online, first } = await selectedCameras(db, scope, selection);
    expect({ total, online }).toEqual({ total: COUNT - 1, online: 90_000 });
    expect(first).toHaveLength(MOST_MARKED);
    const page = await selectedRows(db, scope, { selection, offset: COUNT - 101, limit: 100 });
    expect(page.items.map(({ id }) => id).at(-1)).toBe(`c${COUNT - 1}`);
    expect(page.nextOffset).toBeNull();
    expect(await selectedByCode(db, selection, 'S99998', 10)).toEqual(['c99999']);
  });
});
