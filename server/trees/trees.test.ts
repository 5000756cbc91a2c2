import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, insertPlaces, openTestSite, type TestSite } from '../trpc/test-site.ts';

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
async function camera(more: { chainageM?: number; direction?: 'up' | 'down'; online?: boolean }) {
  number += 1;
  const { online = false, ...place } = more;
  const { id } = await call.cameras.create({
    code: `T${number}`,
    name: `相机${number}`,
    divisionId: places.county.id,
    driver: 'rtsp',
    mainAddress: `rtsp://10.0.0.${number}/main`,
    roadId: places.road.id,
    direction: 'up',
    ...place,
  });
  if (online) await site.services.db.camera.update({ where: { id }, data: { status: 'online' } });
  return id;
}

/** A recorder with channels in another order than their names. */
async function recorder(address: string, channels: number): Promise<string> {
  const { id } = await site.services.db.device.create({
    data: { driver: 'onvif', address, maker: 'Maker', model: `NVR-${channels}` },
  });
  for (let channel = 1; channel <= channels; channel += 1) {
    number += 1;
    await site.services.db.camera.create({
      data: {
        deviceId: id,
        channel,
        code: `T${number}`,
        name: `通道${channel}`,
        sortName: String(100 - channel),
        divisionId: places.other.id,
        status: channel === 1 ? 'online' : 'offline',
      },
    });
  }
  return id;
}

describe('sections of a road', () => {
  it('are ten kilometres each, count their cameras, and find them', async () => {
    const at = { roadId: places.road.id, direction: 'up' as const };
    const first = await camera({ chainageM: 610_000, online: true });
    const last = await camera({ chainageM: 619_999.9995 });
    const next = await camera({ chainageM: 620_000 });
    const nowhere = await camera({});
    await camera({ chainageM: 612_000, direction: 'down' });
    expect(await call.trees.sections(at)).toEqual([
      { section: 61, online: 1, total: 2 },
      { section: 62, online: 0, total: 1 },
      { section: null, online: 0, total: 1 },
    ]);
    const found = async (section: number | null) =>
      (await call.cameras.list({ ...at, section, sort: 'chainage' })).items.map(({ id }) => id);
    expect(await found(61)).toEqual([first, last]);
    expect(await found(62)).toEqual([next]);
    expect(await found(null)).toEqual([nowhere]);
  });
});

describe('devices', () => {
  it('recorders come first, their channels in order; a camera gives its device its name', async () => {
    const single = await recorder('http://10.0.1.1/onvif/device_service', 1);
    const many = await recorder('http://10.0.1.2:8080/onvif/device_service', 3);
    const drivers = await call.trees.drivers();
    expect(drivers).toContainEqual({ driver: 'onvif', online: 2, total: 4 });
    const { nodes, devices } = await call.trees.devices({ driver: 'onvif', first: 10 });
    expect(devices).toBe(2);
    expect(nodes).toEqual([
      {
        id: many,
        host: '10.0.1.2:8080',
        maker: 'Maker',
        model: 'NVR-3',
        cameraName: null,
        online: 1,
        total: 3,
      },
      {
        id: single,
        host: '10.0.1.1',
        maker: 'Maker',
        model: 'NVR-1',
        cameraName: '通道1',
        online: 1,
        total: 1,
      },
    ]);
    const some = await call.trees.devices({ driver: 'onvif', first: 1 });
    expect([some.nodes.length, some.devices]).toEqual([1, 2]);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await call.cameras.list({ deviceId: many, sort: 'channel', limit: 2, cursor });
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(names).toEqual(['通道1', '通道2', '通道3']);
    expect((await call.cameras.list({ driver: 'onvif' })).total).toBe(4);
  });

  it('whose cameras were removed are gone', async () => {
    const id = await recorder('http://10.0.1.3/onvif/device_service', 1);
    const { items } = await call.cameras.list({ deviceId: id });
    await call.cameras.remove({ ids: items.map((item) => item.id) });
    const { nodes } = await call.trees.devices({ driver: 'onvif', first: 10 });
    expect(nodes.map((node) => node.id)).not.toContain(id);
  });
});
