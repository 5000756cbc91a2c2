import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeWorker, openFakeWorker } from '../media/fake-worker.ts';
import {
  type Caller,
  CLUSTER_SECRET,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import { probedById } from './data.ts';
import { observe, probeInRounds } from './prober.ts';
import { StatusBook } from './status-book.ts';

let site: TestSite;
let call: Caller;
let worker: FakeWorker;
let id: string;
beforeEach(async () => {
  site = await openTestSite();
  worker = await openFakeWorker('one', CLUSTER_SECRET);
  await site.services.media.register(worker.report);
  call = site.browser({ signedInAs: await site.user('admin') }).call;
  const { county } = await insertPlaces(site.services);
  const fields = { code: 'C1', name: 'c', divisionId: county.id, driver: 'rtsp' as const };
  ({ id } = await call.cameras.create({ ...fields, mainAddress: 'rtsp://10.0.0.1/' }));
});
afterEach(async () => {
  await worker[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const refused = {
  ok: false,
  roundTripMs: 1,
  failure: {
    kind: 'unreachable' as const,
    code: 'network.refused',
    step: 'connect' as const,
    message: '',
    at: 0,
  },
};

/** The worker goes on reporting itself. */
async function later(ms: number): Promise<void> {
  site.clock.advance(ms);
  await site.services.media.register(worker.report);
}

async function look(book: StatusBook): Promise<string> {
  const [camera] = await probedById(site.services.db, site.services.secrets, [id]);
  const observation = camera && (await observe(site.services, camera));
  if (observation) await book.observe(id, observation);
  return (await call.cameras.get({ id })).status;
}

describe('StatusBook', () => {
  it('writes what changed, since when and why, and tells browsers', async () => {
    const book = new StatusBook(site.services);
    expect(await look(book)).toBe('online');
    const onlineSince = (await call.cameras.get({ id })).statusSince;
    worker.check = refused;
    await later(60_000);
    expect([await look(book), await look(book)]).toEqual(['online', 'online']);
    expect(book.suspects).toEqual([id]);
    await later(20_000);
    expect(await look(book)).toBe('offline');
    expect(book.suspects).toEqual([]);
    const view = await call.cameras.get({ id });
    expect(view.statusReason).toBe('network.refused');
    expect(view.statusSince.getTime() - onlineSince.getTime()).toBe(80_000);
    await look(book);
    expect((await call.cameras.get({ id })).statusSince).toEqual(view.statusSince);
    const told = await site.services.db.cameraChange.findMany({ orderBy: { id: 'asc' } });
    expect(told.map(({ payload }) => payload)).toMatchObject([
      { type: 'upserted' },
      { type: 'status', id, status: 'online', reason: null },
      { type: 'status', id, status: 'offline', reason: 'network.refused' },
    ]);
  });

  it('keeps the last state when the duty moves to another copy', async () => {
    await look(new StatusBook(site.services));
    worker.check = refused;
    for (let restart = 0; restart < 5; restart += 1)
      expect(await look(new StatusBook(site.services))).toBe('online');
  });

  it('says nothing about cameras while there is no worker to ask', async () => {
    const book = new StatusBook(site.services);
    await look(book);
    site.clock.advance(10_000);
    await expect(look(book)).rejects.toThrow('media.no-worker');
    expect((await call.cameras.get({ id })).status).toBe('online');
  });
});

it('asks every camera at once when it starts, then once per interval', async () => {
  const stop = new AbortController();
  const { services, clock } = site;
  const book = new StatusBook(services);
  const asked: number[] = [];
  const media = {
    state: services.media.state.bind(services.media),
    living: async () => [
      { ...worker.report, id: 'one', drainingSince: null, lastSeenAt: new Date() },
    ],
    check: async () => {
      asked.push(clock.monotonicNow());
      return worker.check;
    },
  };
  const all = { ...services, media, book, intervalMs: 60_000 };
  const running = probeInRounds(all, stop.signal);
  await expect.poll(() => asked).toHaveLength(1);
  expect(asked[0]).toBe(0);
  await expect
    .poll(
      () => {
        clock.advance(5_000);
        return asked.length;
      },
      { timeout: 20_000, interval: 20 },
    )
    .toBeGreaterThanOrEqual(3);
  const [, second = 0, third = 0] = asked;
  expect(second).toBeGreaterThanOrEqual(60_000);
  expect(third).toBeGreaterThan(second);
  stop.abort();
  await running;
});
