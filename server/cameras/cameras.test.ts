import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import type { CameraChange, CameraListInput } from './schema.ts';

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
function fields(more: Partial<Parameters<Caller['cameras']['create']>[0]> = {}) {
  number += 1;
  return {
    code: `C${number}`,
    name: `相机${number}`,
    divisionId: places.county.id,
    driver: 'rtsp' as const,
    mainAddress: `rtsp://10.0.0.${number}/main`,
    ...more,
  };
}

describe('addresses and passwords', () => {
  it('takes credentials out of the address and shows them nowhere', async () => {
    const secret = 'Tr0ub4dor-hidden';
    const { id } = await call.cameras.create(
      fields({ mainAddress: `rtsp://viewer:${secret}@10.1.1.1:554/ch1?x=1`, lon: 117, lat: 31 }),
    );
    const view = await call.cameras.get({ id });
    expect(view).toMatchObject({ username: 'viewer', hasPassword: true });
    expect(view.streams).toMatchObject([
      { quality: 'main', address: 'rtsp://10.1.1.1:554/ch1?x=1', publishPath: null },
    ]);
    const said = [
      view,
      await call.cameras.list({}),
      await call.cameras.map(),
      await call.cameras.search({ q: view.code }),
      await call.audit.list({}),
      await site.services.db.$queryRaw`select to_jsonb(d) as device from "Device" d`,
      await site.services.db.$queryRaw`select to_jsonb(s) as stream from "CameraStream" s`,
      site.logged,
    ];
    expect(JSON.stringify(said)).not.toContain(secret);
  });

  it('takes the passphrase out of an address of SRT', async () => {
    const mainAddress = 'srt://10.1.1.1:9000?streamid=#!::r=gate/7&passphrase=Tr0ub4dor-hidden';
    const { id } = await call.cameras.create(fields({ mainAddress }));

    const view = await call.cameras.get({ id });

    expect(view).toMatchObject({ username: null, hasPassword: true });
    const address = new URL(view.streams[0]?.address ?? '');
    expect([address.host, address.search, address.hash]).toEqual([
      '10.1.1.1:9000',
      `?${new URLSearchParams({ streamid: '#!::r=gate/7' })}`,
      '',
    ]);
  });

  it.each([
    ['http://10.0.0.1/', 'camera.address-invalid'],
    ['file:///etc/passwd', 'camera.address-invalid'],
    ['rtsp://', 'camera.address-invalid'],
    ['not an address', 'camera.address-invalid'],
    ['rtsp://8.8.8.8/x', 'camera.address-not-allowed'],
    ['rtsp://[2001:4860:4860::8888]/x', 'camera.address-not-allowed'],
    ['rtsp://169.254.169.254/latest', 'camera.address-not-allowed'],
    ['srt://10.0.0.1', 'camera.address-invalid'],
    ['srt://0.0.0.0:9000?mode=listener', 'camera.address-invalid'],
    ['srt://8.8.8.8:9000', 'camera.address-not-allowed'],
    ['rtsps://[::1]:322/x', null],
    ['srt://192.168.1.9:9000?streamid=#!::r=gate', null],
    ['rtsp://192.168.1.9:554/x', null],
  ])('judges %s', async (mainAddress, code) => {
    expect(await codeOf(call.cameras.create(fields({ mainAddress })))).toBe(code);
  });

  it('keeps the password over an update that does not name it, and forgets it when told', async () => {
    const { id } = await call.cameras.create(fields({ username: 'u', password: 'p' }));
    await call.cameras.update({ id, name: '新名' });
    expect(await call.cameras.get({ id })).toMatchObject({ hasPassword: true, name: '新名' });
    await call.cameras.update({ id, password: null });
    expect(await call.cameras.get({ id })).toMatchObject({ hasPassword: false, username: 'u' });
  });

  it('knows how a picture is projected: flat unless somebody says otherwise', async () => {
    const flat = await call.cameras.create(fields());
    const around = await call.cameras.create(fields({ projection: 'equirectangular' }));
    expect(await call.cameras.get(flat)).toMatchObject({ projection: 'flat' });
    expect(await call.cameras.get(around)).toMatchObject({ projection: 'equirectangular' });
    await call.cameras.update({ id: flat.id, projection: 'equirectangular' });
    await call.cameras.update({ id: around.id, name: '新名' });
    for (const id of [flat.id, around.id])
      expect(await call.cameras.get({ id })).toMatchObject({ projection: 'equirectangular' });
  });

  it('gives a camera that publishes a key, told on demand and written down', async () => {
    const { id } = await call.cameras.create(fields({ driver: 'rtmp', mainAddress: undefined }));
    const view = await call.cameras.get({ id });
    expect(view.streams.map((stream) => stream.address)).toEqual([null, null]);
    const { path } = await call.cameras.revealPublishKey({ id, quality: 'main' });
    expect(path).toMatch(/^\/live\/c[a-z0-9]{24}\?key=[\w-]{24}$/);
    const [entry] = (await call.audit.list({ action: 'cameras.reveal-publish-key' })).items;
    expect(entry).toMatchObject({ subjectId: id });
  });
});

describe('codes, removal and undo', () => {
  it('takes a code once', async () => {
    const one = fields();
    await call.cameras.create(one);
    expect(await codeOf(call.cameras.create({ ...fields(), code: one.code }))).toBe(
      'camera.code-taken',
    );
  });

  it('removes, frees the code, and brings back for an hour', async () => {
    const one = fields();
    const { id } = await call.cameras.create(one);
    const { undoToken } = await call.cameras.remove({ ids: [id] });
    expect(await codeOf(call.cameras.get({ id }))).toBe('camera.not-found');
    expect((await call.cameras.list({ q: one.code })).total).toBe(0);
    expect(await call.cameras.restore({ undoToken })).toEqual({ ids: [id] });
    expect((await call.cameras.get({ id })).code).toBe(one.code);

    const again = await call.cameras.remove({ ids: [id] });
    await call.cameras.create({ ...fields(), code: one.code });
    expect(await codeOf(call.cameras.restore(again))).toBe('camera.code-taken');
    site.clock.advance(61 * 60_000);
    expect(await codeOf(call.cameras.restore(again))).toBe('undo.expired');
  });

  it('refuses places that do not exist', async () => {
    expect(await codeOf(call.cameras.create(fields({ divisionId: 'none' })))).toBe(
      'division.not-found',
    );
    expect(await codeOf(call.cameras.create(fields({ roadId: 'none' })))).toBe('road.not-found');
    expect(await codeOf(call.cameras.create(fields({ groupIds: ['none'] })))).toBe(
      'group.not-found',
    );
  });
});

it('moves the display point apart from the physical one', async () => {
  const { id } = await call.cameras.create(fields({ lon: 117, lat: 31 }));
  await call.cameras.move({ id, lon: 117.5, lat: 31.5, point: 'display' });
  expect(await call.cameras.get({ id })).toMatchObject({
    physicalPoint: { lon: 117, lat: 31 },
    displayPoint: { lon: 117.5, lat: 31.5 },
    displayPointMoved: true,
  });
  const { cameras } = await call.cameras.map();
  expect(cameras.find((camera) => camera.id === id)).toMatchObject({ lon: 117.5, lat: 31.5 });
});

describe('finding', () => {
  beforeAll(async () => {
    const on = { roadId: places.road.id, direction: 'up' as const, divisionId: places.other.id };
    const make = (code: string, name: string, chainageM: number) =>
      call.cameras.create(fields({ code, name, chainageM, ...on, groupIds: [places.group.id] }));
    await make('34011100041320000001', 'G40 K602+300 上行 桥头', 602_300);
    await make('34011100041320000002', 'G40 K605+000 上行 隧道口', 605_000);
    await make('34011100041320000003', '重庆路_100% 东', 607_000);
  });

  it.each([
    ['G40 K602+300', 'G40 K602+300 上行 桥头'],
    ['g40 602.3', 'G40 K602+300 上行 桥头'],
    ['g40 k604', 'G40 K605+000 上行 隧道口'],
    ['桥头', 'G40 K602+300 上行 桥头'],
    ['桥', 'G40 K602+300 上行 桥头'],
    ['qiaotou', 'G40 K602+300 上行 桥头'],
    ['sdk', 'G40 K605+000 上行 隧道口'],
    ['隧道 g40', 'G40 K605+000 上行 隧道口'],
    ['34011100041320000002', 'G40 K605+000 上行 隧道口'],
    ['chongqing', '重庆路_100% 东'],
    ['cql', '重庆路_100% 东'],
    ['_100%', '重庆路_100% 东'],
  ])('finds by %s', async (q, name) => {
    const { items } = await call.cameras.search({ q });
    expect(items[0]?.name).toBe(name);
    expect((await call.cameras.list({ q })).items.map((item) => item.name)).toContain(name);
  });

  it.each(['没有这个', '%', "'; drop table x; --", '\\', 'zzzz'])(
    'finds nothing by %s',
    async (q) => {
      const found = await call.cameras.search({ q });
      expect(found.items.filter((item) => !item.name.includes(q))).toEqual([]);
    },
  );

  it.each(['name', 'code', 'chainage', 'status'] as const)(
    'pages by %s without gap or twice',
    async (sort) => {
      const all: string[] = [];
      let cursor: string | undefined;
      do {
        const input: CameraListInput = { sort, limit: 4, cursor };
        const page = await call.cameras.list(input);
        all.push(...page.items.map((item) => item.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      const { total } = await call.cameras.list({ limit: 1 });
      expect(new Set(all).size).toBe(total);
      expect(all).toHaveLength(total);
    },
  );

  it('filters by place, and counts in every tree', async () => {
    const inOther = await call.cameras.list({ divisionId: places.other.id });
    const inCity = await call.cameras.list({ divisionId: places.city.id });
    const inGroup = await call.cameras.list({ groupId: places.group.id });
    const near = await call.cameras.list({ roadId: places.road.id, fromM: 604_000, toM: 606_000 });
    expect([inOther.total, inGroup.total, near.total]).toEqual([3, 3, 1]);
    const { db } = site.services;
    const first = inOther.items[0]?.id ?? '';
    await db.camera.update({ where: { id: first }, data: { status: 'online' } });
    const [province] = await call.trees.divisions({ parentId: null });
    expect(province).toMatchObject({ total: inCity.total, online: 1, hasChildren: true });
    const counties = await call.trees.divisions({ parentId: places.city.id });
    expect(counties.find((node) => node.id === places.other.id)).toMatchObject({
      total: 3,
      online: 1,
      hasChildren: false,
    });
    expect(await call.trees.groups({ parentId: null })).toMatchObject([{ total: 3, online: 1 }]);
    expect(await call.trees.roads()).toMatchObject([
      { code: 'G40', total: 3, online: 1, directions: [{ direction: 'up', total: 3, online: 1 }] },
    ]);
    expect(await call.cameras.counts()).toMatchObject({ online: 1, total: inCity.total });
  });
});

describe('changes', () => {
  /** The next so many changes a browser hears. */
  async function hear(lastEventId: string | null, count: number) {
    const stop = new AbortController();
    const heard: (readonly [string, CameraChange])[] = [];
    for await (const change of site.services.changes.follow(lastEventId, stop.signal)) {
      heard.push(change);
      if (heard.length === count) stop.abort();
    }
    return heard;
  }

  it('reach a browser that listens, in order', async () => {
    const hearing = hear(null, 3);
    const { id } = await call.cameras.create(fields());
    await call.cameras.move({ id, lon: 1, lat: 1, point: 'physical' });
    await call.cameras.remove({ ids: [id] });
    const heard = (await hearing).map(([, change]) => change);
    expect(heard).toEqual([
      { type: 'upserted', id },
      { type: 'upserted', id },
      { type: 'removed', ids: [id] },
    ]);
  });

  it('are caught up with after a break', async () => {
    const hearing = hear(null, 1);
    const { id } = await call.cameras.create(fields());
    const [[lastEventId] = ['']] = await hearing;
    const other = await call.cameras.create(fields());
    const [[, change] = []] = await hear(lastEventId, 1);
    expect(id).not.toBe(other.id);
    expect(change).toEqual({ type: 'upserted', id: other.id });
  });

  it('say to load everything where too much was missed', async () => {
    const [[, change] = []] = await hear('0', 1);
    const [[, future] = []] = await hear('999999999', 1);
    expect([change?.type, future?.type]).toEqual(['upserted', 'reset']);
  });
});
