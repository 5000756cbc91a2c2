// In one file, since all of it shares one site and one simulated device, which take longest to start.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setStatus } from '../cameras/mutations.ts';
import { ACCOUNT, type Simulator, startSimulator } from '../drivers/test-simulator.ts';
import { systemClock } from '../platform/clock.ts';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import { eventDuty } from './duty.ts';
import { forgetOldEvents } from './mutations.ts';
import type { EventItem, EventListInput, OpenEvents } from './schema.ts';
import { type Sighting, takeIn } from './taking.ts';

let site: TestSite;
let simulator: Simulator;
let admin: Caller;
let operator: Caller;
let leader: Caller;
let divisionId: string;
let roadId: string;
beforeAll(async () => {
  [site, simulator] = await Promise.all([openTestSite(), startSimulator(process.env)]);
  const places = await insertPlaces(site.services);
  [divisionId, roadId] = [places.county.id, places.road.id];
  const as = async (role: 'admin' | 'operator' | 'leader') =>
    site.browser({ signedInAs: await site.user(role) }).call;
  [admin, operator, leader] = [await as('admin'), await as('operator'), await as('leader')];
}, 60_000);
afterAll(async () => {
  await site?.[Symbol.asyncDispose]();
  await simulator?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await site.services.db.event.deleteMany();
});

let cameras = 0;
async function camera(): Promise<{ id: string; name: string }> {
  cameras += 1;
  const device = await site.services.db.device.create({ data: { driver: 'rtsp' } });
  const fields = { code: `E${cameras}`, name: `路口 ${cameras}`, sortName: 'x', roadId };
  return site.services.db.camera.create({
    data: { ...fields, deviceId: device.id, divisionId, lon: 117.1, lat: 31.8, chainageM: 5_000 },
    select: { id: true, name: true },
  });
}

function see(sighting: Partial<Sighting>): Promise<string | null> {
  const usual = {
    source: 'device',
    kind: 'motion',
    severity: 'info',
    topic: 'VideoSource/MotionAlarm',
    key: 'k',
    cameraId: null,
    name: '球机',
    deviceAt: null,
    phase: 'begins',
    again: false,
  } as const;
  const { db, clock } = site.services;
  return db.$transaction((tx) => takeIn(tx, { ...usual, ...sighting }, clock.wallNow()));
}
const list = async (input: Partial<EventListInput> = {}) =>
  (await leader.events.list({ limit: 200, ...input })).items;
const minutes = (count: number) => site.clock.advance(count * 60_000);

async function until<T>(ask: () => Promise<T | undefined | null | false>): Promise<T> {
  for (const end = Date.now() + 15_000; Date.now() < end; ) {
    const answer = await ask();
    if (answer) return answer;
    await systemClock.sleep(50);
  }
  throw new Error('it did not come');
}

describe('taking in', () => {
  it('what begins and ends is one event', async () => {
    const id = await see({});
    expect(await list()).toMatchObject([{ id, ongoing: true, endedAt: null, count: 1 }]);
    minutes(5);
    expect(await see({ phase: 'ends' })).toBe(id);
    expect(await list()).toMatchObject([
      { id, ongoing: false, endedAt: new Date(site.clock.wallNow()) },
    ]);
    expect(await see({ phase: 'ends' })).toBeNull();
  });

  it('what comes again within a minute is folded, later it is another', async () => {
    const once = { phase: 'once' } as const;
    const first = await see(once);
    site.clock.advance(30_000);
    expect(await see(once)).toBe(first);
    site.clock.advance(50_000);
    expect(await see(once)).toBe(first);
    site.clock.advance(60_000);
    const second = await see(once);
    expect(await list()).toMatchObject([
      { id: second, count: 1 },
      { id: first, count: 3, ongoing: false },
    ]);
    expect(await see({ ...once, key: 'another' })).not.toBe(second);
  });

  it('how long it folds can be set', async () => {
    await admin.events.updateSetting({ keepDays: 180, foldS: 0 });
    const first = await see({ phase: 'once' });
    expect(await see({ phase: 'once' })).not.toBe(first);
    await admin.events.updateSetting({ keepDays: 180, foldS: 60 });
    expect(await codeOf(operator.events.updateSetting({ keepDays: 1, foldS: 0 }))).toBe(
      'rights.missing',
    );
  });

  it('what lasts is told again after a break without being another, or counting', async () => {
    const id = await see({});
    minutes(10);
    expect(await see({ again: true })).toBeNull();
    expect(await see({})).toBe(id);
    expect(await list()).toMatchObject([{ id, count: 2 }]);
  });

  it('what was closed while it lasts stays closed until it begins anew', async () => {
    const id = (await see({})) ?? '';
    await operator.events.close({ ids: [id], remark: '施工' });
    expect(await see({ again: true })).toBeNull();
    await see({ phase: 'ends' });
    const next = await see({});
    expect(next).not.toBe(id);
    expect(await list({ state: 'new' })).toMatchObject([{ id: next }]);
  });

  it('of two told at once one is made', async () => {
    const ids = await Promise.all([1, 2, 3, 4].map(() => see({ phase: 'once' })));
    expect(new Set(ids).size).toBe(1);
    expect(await list()).toMatchObject([{ count: 4 }]);
  });

  it('keeps long words of a device in part', async () => {
    const id = (await see({ raw: { text: 'x'.repeat(100_000) }, name: 'n'.repeat(500) })) ?? '';
    const { raw, name } = await leader.events.get({ id });
    expect(JSON.stringify(raw).length).toBeLessThan(5_000);
    expect(name).toHaveLength(128);
  });

  it('a camera that is offline is an event, until it is back', async () => {
    const { id, name } = await camera();
    const { db, clock } = site.services;
    const set = (status: 'online' | 'offline' | 'fault') =>
      setStatus(
        db,
        id,
        { status, reason: 'rtsp.unreachable', step: null },
        new Date(clock.wallNow()),
      );
    await set('offline');
    expect(await list()).toEqual([]); // never reached: nothing has changed
    await set('online');
    expect(await list()).toEqual([]);
    await set('offline');
    await set('offline');
    expect(await list()).toMatchObject([
      {
        kind: 'camera_offline',
        source: 'platform',
        name,
        ongoing: true,
        count: 1,
        roadCode: 'G40',
      },
    ]);
    await set('fault');
    expect(await list()).toMatchObject([{ ongoing: false }]);
  });
});

describe('handling', () => {
  it('acknowledges one and many, closes with a remark, and says who', async () => {
    const ids = [
      (await see({ key: 'a' })) ?? '',
      (await see({ key: 'b' })) ?? '',
      (await see({ key: 'c' })) ?? '',
    ];
    expect(await operator.events.acknowledge({ ids: ids.slice(0, 2) })).toEqual({ changed: 2 });
    expect(await operator.events.acknowledge({ ids })).toEqual({ changed: 1 });
    expect(await operator.events.close({ ids: [ids[0] ?? ''], remark: ' 误报 ' })).toEqual({
      changed: 1,
    });
    expect(await operator.events.close({ ids: [ids[0] ?? ''], remark: 'x' })).toEqual({
      changed: 0,
    });
    const details = await leader.events.get({ id: ids[0] ?? '' });
    expect(details).toMatchObject({ state: 'closed', remark: '误报' });
    expect(details.acknowledgedBy).toMatch(/^operator/);
    expect(details.closedBy).toBe(details.acknowledgedBy);
    expect(await list({ state: 'acknowledged' })).toHaveLength(2);
    expect(await codeOf(leader.events.acknowledge({ ids }))).toBe('rights.missing');
    expect(await codeOf(leader.events.get({ id: 'none' }))).toBe('event.not-found');
  });

  it('an operator marks what they see', async () => {
    const { id: cameraId, name } = await camera();
    const { id } = await operator.events.mark({ cameraId, severity: 'critical', remark: '抛撒物' });
    const again = await operator.events.mark({ cameraId, severity: 'warn', remark: '抛撒物' });
    expect(await list({ source: 'person' })).toMatchObject([
      { id: again.id },
      { id, kind: 'mark', severity: 'critical', name, remark: '抛撒物', cameraId },
    ]);
    const gone = operator.events.mark({ cameraId: 'none', severity: 'info', remark: 'x' });
    expect(await codeOf(gone)).toBe('camera.not-found');
  });

  it('outlives its camera', async () => {
    const { id: cameraId, name } = await camera();
    await operator.events.mark({ cameraId, severity: 'warn', remark: 'x' });
    await site.services.db.camera.delete({ where: { id: cameraId } });
    expect(await list()).toMatchObject([{ name, cameraId: null }]);
  });

  it('is told to whoever follows, with the cameras in alarm', async () => {
    const { id: cameraId } = await camera();
    const followed = await leader.events.open();
    const told: OpenEvents[] = [];
    const reading = (async () => {
      for await (const news of followed) if (told.push(news) === 3) return;
    })();
    await until(async () => told.length === 1);
    const { id } = await operator.events.mark({ cameraId, severity: 'critical', remark: 'x' });
    // The storm is told together: time has to pass.
    await until(async () => {
      site.clock.advance(500);
      return told.length === 2;
    });
    await operator.events.acknowledge({ ids: [id] });
    await until(async () => {
      site.clock.advance(500);
      return told.length === 3;
    });
    await reading;
    expect(told).toMatchObject([
      { count: 0, newest: [], alarms: [] },
      {
        count: 1,
        newest: [{ id }],
        alarms: [{ cameraId, severity: 'critical', lon: 117.1, lat: 31.8 }],
      },
      { count: 0, newest: [], alarms: [] },
    ]);
  });

  it('forgets what is older than the site wants', async () => {
    await see({ key: 'old' });
    minutes(60 * 24 * 31);
    await see({ key: 'young' });
    const { db, clock } = site.services;
    await admin.events.updateSetting({ keepDays: 30, foldS: 60 });
    expect(await forgetOldEvents(db, clock.wallNow())).toBe(1);
    expect(await list()).toHaveLength(1);
    await admin.events.updateSetting({ keepDays: 180, foldS: 60 });
  });
});

describe('with 100,000 of them', () => {
  beforeEach(async () => {
    await site.services.db.$executeRaw`
      insert into "Event" (id, source, kind, severity, key, name, "roadId", "raisedAt", lasting, "lastAt", state)
      select 'e' || i, 'device', (case when i % 1000 = 0 then 'tamper' else 'motion' end)::"EventKind",
        (case when i % 1000 = 0 then 'warn' else 'info' end)::"EventSeverity", 'k' || i, 'n',
        case when i % 500 = 0 then ${roadId} end,
        timestamp '2026-01-01' + (i / 2) * interval '1 second', false, timestamp '2026-01-01',
        (case when i % 10 = 0 then 'new' else 'closed' end)::"EventState"
      from generate_series(0, 99999) i`;
    await site.services.db.$executeRaw`vacuum analyze "Event"`;
  });

  it('pages through all of a filter, newest first, none twice', async () => {
    const seen: EventItem[] = [];
    let cursor: string | undefined;
    do {
      const page = await leader.events.list({
        limit: 7,
        kind: 'tamper',
        ...(cursor && { cursor }),
      });
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(100);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(100);
    expect(seen[0]?.id).toBe('e99000');
    expect(seen.at(-1)?.id).toBe('e0');
  });

  it('answers any filter at once, deep down too', async () => {
    const filters: Partial<EventListInput>[] = [
      {},
      { kind: 'tamper' },
      { severity: 'warn' },
      { roadId },
      { from: new Date('2026-01-01'), to: new Date('2026-01-02') },
      { state: 'new' },
    ];
    const deep = ['2026-01-01T01:00:00.000Z', 'e'];
    const cursor = Buffer.from(JSON.stringify(deep)).toString('base64url');
    for (const filter of filters)
      for (const place of [{}, { cursor }]) {
        const ask = () => leader.events.list({ limit: 50, ...filter, ...place });
        expect((await ask()).items.length).toBeGreaterThan(0);
        const from = performance.now();
        for (let turn = 0; turn < 5; turn += 1) await ask();
        const eachMs = (performance.now() - from) / 5;
        expect(eachMs, JSON.stringify({ ...filter, ...place })).toBeLessThan(150);
      }
  });
});

describe('events of devices', () => {
  async function addDome(code: string): Promise<string> {
    const access = { address: simulator.address(code), ...ACCOUNT };
    const chosen = { channel: 1, code, name: code, mainProfile: 'main', subProfile: 'sub' };
    const added = await admin.devices.add({ ...access, divisionId, channels: [chosen] });
    return added.cameraIds[0] ?? '';
  }
  /** By the real clock: what is waited for is a device's. */
  function startDuty() {
    const stop = new AbortController();
    const running = eventDuty({ ...site.services, clock: systemClock }).run(stop.signal);
    return {
      async [Symbol.asyncDispose]() {
        stop.abort();
        await running;
      },
    };
  }
  const operations = async (code: string) =>
    (await simulator.received(code)).commands.map(({ operation }) => operation);
  const subscribed = (code: string, times: number) =>
    until(async () => {
      const all = await operations(code);
      return all.filter((one) => one === 'SetSynchronizationPoint').length === times;
    });

  it('come by pull point, end with their state, and again after a restart of the device', async () => {
    const cameraId = await addDome('ev1');
    expect(await admin.devices.events({ cameraId })).toEqual({ pullPoint: true, takes: true });
    await using _duty = startDuty();
    await subscribed('ev1', 1);
    await simulator.happen('ev1', 'RuleEngine/TamperDetector/Tamper', 'IsTamper', 'true');
    const [event] = await until(async () => {
      const all = await list({ cameraId });
      return all.length === 1 && all;
    });
    expect(event).toMatchObject({
      source: 'device',
      kind: 'tamper',
      severity: 'warn',
      topic: 'RuleEngine/TamperDetector/Tamper',
      name: 'ev1',
      ongoing: true,
    });
    expect(event?.deviceAt).toBeInstanceOf(Date);
    expect(await leader.events.get({ id: event?.id ?? '' })).toMatchObject({
      raw: { operation: 'Changed', source: { Source: 'source1' }, data: { IsTamper: 'true' } },
    });
    await admin.devices.reboot({ cameraId });
    await subscribed('ev1', 2);
    await simulator.happen('ev1', 'RuleEngine/TamperDetector/Tamper', 'IsTamper', 'false');
    await until(async () => (await list({ cameraId }))[0]?.ongoing === false);
    expect(await list({ cameraId })).toMatchObject([{ count: 1 }]);
  });

  it('are not asked for where the device is set so, and the subscription is ended', async () => {
    const cameraId = await addDome('ev2');
    await admin.devices.setEvents({ cameraId, takes: false });
    expect(await admin.devices.events({ cameraId })).toMatchObject({ takes: false });
    await addDome('ev3');
    {
      await using _duty = startDuty();
      await subscribed('ev3', 1);
    }
    expect(await operations('ev2')).toEqual([]);
    expect((await operations('ev3')).at(-1)).toBe('Unsubscribe');
  });
});
