import { VectorTile } from '@mapbox/vector-tile';
import gcoord from 'gcoord';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { publishChanges } from '../cameras/changes.ts';
import type { RememberedChange } from '../cameras/schema.ts';
import { prove, type Scope } from '../session/policy.ts';
import { type Caller, insertPlaces, openTestSite, type TestSite } from '../trpc/test-site.ts';
import { tileAt, toUnit } from './mercator.ts';
import { MOST_LISTED, SINGLES_ZOOM } from './schema.ts';

let site: TestSite;
let call: Caller;
let scope: Scope<'cameras.view'>;
let divisionId: string;
beforeAll(async () => {
  site = await openTestSite();
  divisionId = (await insertPlaces(site.services)).county.id;
  const admin = await site.user('admin');
  call = site.browser({ signedInAs: admin }).call;
  scope = prove(admin, 'cameras.view');
});
afterAll(() => site[Symbol.asyncDispose]());

let number = 0;
async function create(at: { lon: number; lat: number }): Promise<string> {
  number += 1;
  const fields = { code: `M${number}`, name: `m${number}`, divisionId, driver: 'rtsp' as const };
  const address = { mainAddress: `rtsp://10.0.0.${number}/` };
  return (await call.cameras.create({ ...fields, ...address, ...at })).id;
}

const WORLD = { z: 0, x: 0, y: 0 };

async function etag(): Promise<string> {
  return (await site.services.tiles.tile(scope, 'wgs84', WORLD)).etag;
}

const tell = (change: RememberedChange) =>
  site.services.db.$transaction((tx) => publishChanges(tx, [change]));

function offline(id: string): RememberedChange {
  return { type: 'status', id, status: 'offline', statusSince: new Date(), reason: null };
}

describe('tiles', () => {
  it('say nothing of a place before they were read', () => {
    const change = offline('nobody');
    expect(site.services.tiles.withPlace(change)).toBe(change);
  });

  it('follow cameras that come, change, move and go', async () => {
    const id = await create({ lon: 117, lat: 31 });
    const seen = [await etag()];
    const expectNews = async (act: () => Promise<unknown>) => {
      await act();
      await vi.waitFor(async () => expect(seen).not.toContain(await etag()));
      seen.push(await etag());
    };
    await expectNews(() => create({ lon: 117.001, lat: 31 }));
    await expectNews(() => tell(offline(id)));
    await expectNews(() => call.cameras.move({ id, lon: -90, lat: 31, point: 'display' }));
    expect(site.services.tiles.withPlace(offline(id))).toMatchObject({ at: { lon: -90, lat: 31 } });
    await expectNews(() => call.cameras.remove({ ids: [id] }));
    expect(site.services.tiles.withPlace(offline(id))).toMatchObject({ at: null });
  });

  it('are read anew after a reset', async () => {
    const before = await etag();
    // Behind the back of the changes, as an import does before it tells.
    await site.services.db.camera.updateMany({ data: { status: 'offline' } });
    expect(await etag()).toBe(before);
    await tell({ type: 'reset' });
    await vi.waitFor(async () => expect(await etag()).not.toBe(before));
  });

  it('lie on basemaps of other coordinates', async () => {
    await create({ lon: 117.3, lat: 31.9 });
    const shifted = gcoord.transform<[number, number]>([117.3, 31.9], gcoord.WGS84, gcoord.GCJ02);
    const tile = tileAt(toUnit(...shifted), SINGLES_ZOOM);
    await vi.waitFor(async () => {
      const { body } = await site.services.tiles.tile(scope, 'gcj02', tile);
      const layer = new VectorTile(new PbfReader(body)).layers.cameras;
      const { geometry } = layer?.feature(0).toGeoJSON(tile.x, tile.y, tile.z) ?? {};
      const drawn = geometry?.type === 'Point' ? geometry.coordinates : [];
      expect(drawn.map((value) => value.toFixed(4))).toEqual(
        shifted.map((value) => value.toFixed(4)),
      );
    });
  });
});

it('takes the place of the list where there are more cameras than a page can take', async () => {
  expect((await call.cameras.map()).tiled).toBeNull();
  const { id: deviceId } = await site.services.db.device.create({ data: { driver: 'rtsp' } });
  await site.services.db.$executeRaw`
    insert into "Camera" (id, "deviceId", code, name, "sortName", "divisionId", lon, lat, "updatedAt")
    select 'many' || i, ${deviceId}, 'many' || i, 'm', 'm', ${divisionId}, 100 + i * 0.001, 20 + i * 0.001, now()
    from generate_series(1, ${MOST_LISTED}) i`;
  const { cameras, tiled } = await call.cameras.map();
  expect(cameras).toEqual([]);
  expect(tiled?.southWest).toEqual({ lon: 100.001, lat: 20.001 });
});
