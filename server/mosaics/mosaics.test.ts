import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeWorker, openFakeWorker } from '../media/fake-worker.ts';
import { endIdleRelays } from '../media/moving.ts';
import { liveState } from '../media/test-states.ts';
import type { Actor } from '../session/policy.ts';
import {
  type Caller,
  CLUSTER_SECRET,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import type { WallCell, WallLayout } from '../walls/schema.ts';
import { keepMosaics } from './duty.ts';

let site: TestSite;
let owner: Actor;
let operator: Caller;
let other: Caller;
let leader: Caller;
let admin: Caller;
let one: FakeWorker;
let two: FakeWorker;
let cameras: string[];
beforeAll(async () => {
  site = await openTestSite();
  owner = await site.user('operator');
  const as = (signedInAs: Actor) => site.browser({ signedInAs }).call;
  operator = as(owner);
  other = as(await site.user('operator'));
  leader = as(await site.user('leader'));
  admin = as(await site.user('admin'));
  one = await openFakeWorker('one', CLUSTER_SECRET);
  two = await openFakeWorker('two', CLUSTER_SECRET);
  const { county } = await insertPlaces(site.services);
  cameras = [];
  for (const code of ['M1', 'M2']) {
    const created = await admin.cameras.create({
      ...{ code, name: `路口 ${code}`, divisionId: county.id, driver: 'rtsp' },
      ...{ mainAddress: 'rtsp://10.1.1.1/main', subAddress: 'rtsp://10.1.1.1/sub' },
    });
    cameras.push(created.id);
  }
});
afterAll(async () => {
  for (const disposable of [one, two, site]) await disposable[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await site.services.db.mosaic.deleteMany();
  await site.services.db.streamPlacement.deleteMany();
  for (const worker of [one, two]) {
    worker.streams.clear();
    worker.states.clear();
    await site.services.media.register(worker.report);
  }
});

const cell = (cameraId: string | null, quality: WallCell['quality'] = 'auto') => ({
  cameraId,
  quality,
});

async function wallOf(cells: WallCell[], layout: WallLayout = '4', shared = false) {
  const { id } = await operator.walls.create({ name: '早高峰', layout, cells, shared });
  return { viewId: id };
}

const both = () => [cell(cameras[0] ?? ''), cell(null), cell(cameras[1] ?? '', 'main')];

async function streamOf(index: number, quality: 'main' | 'sub'): Promise<string> {
  const { streams } = await admin.cameras.get({ id: cameras[index] ?? '' });
  return streams.find((stream) => stream.quality === quality)?.id ?? '';
}

describe('playing a wall as one picture', () => {
  it('has a worker make it of sub streams, in the layout of the wall', async () => {
    const { streamId, paths, mediaPort } = await operator.mosaics.play(await wallOf(both()));
    expect({ mediaPort, flv: paths.flv.startsWith(`/live/${streamId}.flv?ticket=`) }).toEqual({
      mediaPort: 8080,
      flv: true,
    });
    const [maker, fetcher] =
      one.streams.get(streamId)?.source.kind === 'mosaic' ? [one, two] : [two, one];
    expect(maker.streams.get(streamId)?.source).toEqual({
      kind: 'mosaic',
      size: '1280x720',
      fps: 12,
      columns: 2,
      rows: 2,
      timeZone: 'Asia/Shanghai',
      cells: [
        { streamId: await streamOf(0, 'sub'), title: '路口 M1', place: [0, 0, 1, 1] },
        { streamId: null, title: '', place: [1, 0, 1, 1] },
        { streamId: await streamOf(1, 'main'), title: '路口 M2', place: [0, 1, 1, 1] },
        { streamId: null, title: '', place: [1, 1, 1, 1] },
      ],
    });
    expect(fetcher.streams.get(streamId)?.source).toMatchObject({ kind: 'relay', port: 8080 });
    for (const cameraStream of [await streamOf(0, 'sub'), await streamOf(1, 'main')])
      expect(maker.streams.has(cameraStream)).toBe(true);
  });

  it('fetches what another worker carries', async () => {
    const carried = await streamOf(0, 'sub');
    const lastWantedAt = new Date(site.clock.wallNow());
    await site.services.db.streamPlacement.create({
      data: { streamId: carried, nodeId: 'two', lastWantedAt },
    });
    const view = await wallOf(both());
    const { streamId } = await operator.mosaics.play(view);
    await site.services.db.mosaic.update({ where: { id: streamId }, data: { nodeId: 'one' } });
    await operator.mosaics.play(view);
    expect(two.streams.get(carried)?.source.kind).toBe('rtsp');
    expect(one.streams.get(carried)?.source.kind).toBe('relay');
  });

  it('is one for all who open the wall, and is refused to those who may not see it', async () => {
    const own = await wallOf(both());
    expect(await codeOf(other.mosaics.play(own))).toBe('wall.not-found');
    expect(await codeOf(leader.mosaics.state(own))).toBe('wall.not-found');
    const shared = await wallOf(both(), '4', true);
    const { streamId } = await operator.mosaics.play(shared);
    expect((await leader.mosaics.play(shared)).streamId).toBe(streamId);
    expect(await codeOf(leader.mosaics.share(shared))).toBe('rights.missing');
  });

  it('refuses walls that are no mosaic', async () => {
    expect(await codeOf(operator.mosaics.play(await wallOf(both(), '36')))).toBe(
      'mosaic.too-many-cells',
    );
    expect(await codeOf(operator.mosaics.play(await wallOf([cell('gone'), cell(null)])))).toBe(
      'mosaic.no-cameras',
    );
  });
});

describe('addresses', () => {
  it('can be opened for 30 days, until the mosaic is closed', async () => {
    const view = await wallOf(both());
    const { expiresAt, paths } = await operator.mosaics.share(view);
    expect(expiresAt.getTime() - site.clock.wallNow()).toBe(30 * 24 * 60 * 60_000);
    const { streamId } = await operator.mosaics.play(view);
    expect(paths.rtsp.split('?')[0]).toBe(`/live/${streamId}`);
    expect((await operator.mosaics.state(view)).exists).toBe(true);
    await operator.mosaics.close(view);
    expect([one, two].filter(({ streams }) => streams.has(streamId))).toEqual([]);
    expect((await operator.mosaics.state(view)).exists).toBe(false);
    expect((await operator.mosaics.play(view)).streamId).not.toBe(streamId);
  });
});

describe('what is kept', () => {
  const made = () => site.services.db.mosaic.count();

  it('follows its wall', async () => {
    const view = await wallOf(both());
    const { streamId } = await operator.mosaics.play(view);
    const cells = [cell(cameras[1] ?? '')];
    await operator.walls.update({ id: view.viewId, version: 1, layout: '1', cells });
    await keepMosaics(site.services);
    const specs = [one, two].map(({ streams }) => streams.get(streamId)?.source);
    expect(specs).toContainEqual(expect.objectContaining({ kind: 'mosaic', columns: 1, rows: 1 }));
  });

  it('goes to another worker when its own is lost', async () => {
    const { streamId } = await operator.mosaics.play(await wallOf(both()));
    await site.services.db.mosaic.update({ where: { id: streamId }, data: { nodeId: 'lost' } });
    await keepMosaics(site.services);
    const { nodeId } = await site.services.db.mosaic.findUniqueOrThrow({ where: { id: streamId } });
    expect(['one', 'two']).toContain(nodeId);
  });

  it('leaves a worker that is being emptied', async () => {
    const { streamId } = await operator.mosaics.play(await wallOf(both()));
    const { nodeId } = await site.services.db.mosaic.findUniqueOrThrow({ where: { id: streamId } });
    const [left, taking] = nodeId === 'one' ? [one, two] : [two, one];
    await admin.nodes.drain({ nodeId: left.report.nodeId, draining: true });
    await keepMosaics(site.services);
    expect(left.streams.has(streamId)).toBe(false);
    expect(taking.streams.get(streamId)?.source.kind).toBe('mosaic');
    await admin.nodes.drain({ nodeId: left.report.nodeId, draining: false });
  });

  it('keeps what it fetches from another worker, though nobody watches that alone', async () => {
    const { db } = site.services;
    const streamId = await streamOf(0, 'sub');
    const lastWantedAt = new Date(site.clock.wallNow() - 60 * 60_000);
    const since = site.clock.wallNow();
    await db.streamRelay.create({ data: { streamId, nodeId: 'one', lastWantedAt } });
    const held = liveState(streamId, [{ name: 'mosaic', since }]);
    one.states.set(streamId, held);
    await endIdleRelays(site.services);
    expect(await db.streamRelay.count({ where: { streamId } })).toBe(1);
    one.states.set(streamId, { ...held, holders: [] });
    await db.streamRelay.updateMany({ data: { lastWantedAt } });
    await endIdleRelays(site.services);
    expect(await db.streamRelay.count({ where: { streamId } })).toBe(0);
  });

  it('ends with the wall, and with the right of whoever had it made', async () => {
    const gone = await wallOf(both());
    await operator.mosaics.play(gone);
    await operator.walls.remove({ id: gone.viewId });
    await keepMosaics(site.services);
    expect(await made()).toBe(0);

    const shared = await wallOf(both(), '4', true);
    const { streamId } = await other.mosaics.share(shared).then(() => other.mosaics.play(shared));
    await keepMosaics(site.services);
    expect(await made()).toBe(1);
    await operator.walls.update({ id: shared.viewId, version: 1, shared: false });
    await keepMosaics(site.services);
    expect(await made()).toBe(0);
    expect([one, two].filter(({ streams }) => streams.has(streamId))).toEqual([]);
  });

  it('ends when nobody asked for it as long as an address lasts', async () => {
    await operator.mosaics.play(await wallOf(both()));
    const lastWantedAt = new Date(site.clock.wallNow() - 31 * 24 * 60 * 60_000);
    await site.services.db.mosaic.updateMany({ data: { lastWantedAt } });
    await keepMosaics(site.services);
    expect(await made()).toBe(0);
  });
});
