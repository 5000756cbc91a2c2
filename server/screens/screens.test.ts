// In one file, since all of it shares one site and three people, which take longest to make.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../session/policy.ts';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import { begin } from './own/mutations.ts';
import type { ScreenOrder } from './schema.ts';
import { hashToken } from './token.ts';

let site: TestSite;
let person: Actor;
let operator: Caller;
let other: Caller;
let cameras: string[];
beforeAll(async () => {
  site = await openTestSite();
  person = await site.user('operator');
  operator = site.browser({ signedInAs: person }).call;
  other = site.browser({ signedInAs: await site.user('operator') }).call;
  const admin = site.browser({ signedInAs: await site.user('admin') }).call;
  const { county } = await insertPlaces(site.services);
  cameras = [];
  for (const name of ['一号', '二号', '三号']) {
    const { id } = await admin.cameras.create({
      name,
      code: name,
      divisionId: county.id,
      driver: 'rtsp',
      mainAddress: 'rtsp://10.1.1.1:554/ch1',
    });
    cameras.push(id);
  }
});
afterAll(() => site[Symbol.asyncDispose]());
beforeEach(() => site.services.db.screen.deleteMany());

type Kiosk = ReturnType<TestSite['browser']>;

/** What `promise` comes to when whoever sleeps meanwhile is woken in time, however late it fell asleep. */
async function whileTimePasses<T>(promise: Promise<T>): Promise<T> {
  const passing = setInterval(() => site.clock.advance(1_000), 10);
  try {
    return await promise;
  } finally {
    clearInterval(passing);
  }
}

/** The next thing the screen is told. */
function follow({ call }: Kiosk): AsyncIterator<ScreenOrder> & AsyncDisposable {
  const orders = (async function* () {
    yield* await call.screens.order();
  })();
  return {
    next: () => orders.next(),
    [Symbol.asyncDispose]: async () => {
      await orders.return(undefined);
    },
  };
}

async function now(kiosk: Kiosk): Promise<ScreenOrder> {
  await using orders = follow(kiosk);
  const { value } = await orders.next();
  if (value === undefined) throw new Error('nothing was told');
  return value;
}

async function codeOn(kiosk: Kiosk): Promise<string> {
  await kiosk.call.screens.begin();
  const order = await now(kiosk);
  return order.state === 'waiting' ? order.code : '';
}

async function openScreen(name = '大厅左'): Promise<{ kiosk: Kiosk; id: string }> {
  const kiosk = site.browser();
  const { id } = await operator.screens.enrol({ code: await codeOn(kiosk), name });
  return { kiosk, id };
}

const first = () => cameras[0] ?? '';
const second = () => cameras[1] ?? '';

describe('enrolment', () => {
  it('turns the browser that shows the code into a screen, at once', async () => {
    const kiosk = site.browser();
    const code = await codeOn(kiosk);
    expect(code).toMatch(/^[A-Z0-9]{6}$/);
    await using orders = follow(kiosk);
    await orders.next();
    const typed = ` ${code.slice(0, 3).toLowerCase()} ${code.slice(3)}`;
    const { id } = await operator.screens.enrol({ code: typed, name: '大厅左' });
    expect((await orders.next()).value).toMatchObject({
      state: 'enrolled',
      id,
      number: 1,
      name: '大厅左',
      shows: { kind: 'none' },
    });
  });

  it('keeps the token in a cookie that scripts cannot read, and no copy of it', async () => {
    const { db } = site.services;
    const lines: string[] = [];
    const setCookie = (line: string) => void lines.push(line);
    await begin(db, { headers: new Headers(), address: '192.0.2.5', setCookie }, Date.now());
    const [line = ''] = lines;
    expect(line).toMatch(/^lukou\.screen=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; /);
    const token = line.slice('lukou.screen='.length).split(';')[0] ?? '';
    const rows = await db.screenEnrolment.findMany({ where: { address: '192.0.2.5' } });
    expect(rows.map(({ tokenHash }) => tokenHash)).toEqual([hashToken(token)]);
  });

  it('takes a code once, and not after its ten minutes', async () => {
    const kiosk = site.browser();
    const code = await codeOn(kiosk);
    await operator.screens.enrol({ code, name: 'a' });
    expect(await codeOf(operator.screens.enrol({ code, name: 'b' }))).toBe('screen.code-unknown');
    const late = site.browser();
    const old = await codeOn(late);
    site.clock.advance(10 * 60_000 + 1);
    expect(await codeOf(operator.screens.enrol({ code: old, name: 'b' }))).toBe(
      'screen.code-unknown',
    );
    const fresh = await codeOn(late);
    expect(fresh).not.toBe(old);
  });

  it('lets only so many wait from one address', async () => {
    const from = () => site.browser({ address: '192.0.2.77' }).call.screens.begin();
    for (let asked = 0; asked < 20; asked += 1) await from();
    expect(await codeOf(from())).toBe('screen.too-many-waiting');
    await site.browser({ address: '192.0.2.78' }).call.screens.begin();
  });

  it('gives the next free number and refuses a taken one', async () => {
    const { id } = await openScreen('a');
    await openScreen('b');
    await operator.screens.forget({ id });
    await openScreen('c');
    const { items } = await operator.screens.list();
    expect(items.map(({ number, name }) => [number, name])).toEqual([
      [1, 'c'],
      [2, 'b'],
    ]);
    const code = await codeOn(site.browser());
    const taken = operator.screens.enrol({ code, name: 'd', number: 2 });
    expect(await codeOf(taken)).toBe('screen.number-taken');
    await operator.screens.enrol({ code, name: 'd', number: 9 });
  });
});

describe('what a screen shows', () => {
  it('is a camera, told at once and again to a screen that comes back', async () => {
    const { kiosk, id } = await openScreen();
    await using orders = follow(kiosk);
    await orders.next();
    await operator.screens.send({ id, what: { kind: 'camera', cameraId: first() } });
    const told = {
      state: 'enrolled',
      version: 2,
      shows: { kind: 'wall', layout: '1', cells: [{ cameraId: first() }] },
      cameras: [{ id: first(), name: '一号' }],
    };
    expect((await orders.next()).value).toMatchObject(told);
    expect(await now(kiosk)).toMatchObject(told);
  });

  it('is a saved view as it was when it was sent', async () => {
    const { kiosk, id } = await openScreen();
    const cells = [first(), second()].map((cameraId) => ({ cameraId, quality: 'auto' as const }));
    const view = await operator.walls.create({ name: '早高峰', layout: '2', cells });
    await operator.screens.send({ id, what: { kind: 'view', viewId: view.id } });
    await operator.walls.remove({ id: view.id });
    expect(await now(kiosk)).toMatchObject({
      shows: { kind: 'wall', name: '早高峰', layout: '2', cells },
    });
    expect(await codeOf(other.screens.send({ id, what: { kind: 'view', viewId: view.id } }))).toBe(
      'wall.not-found',
    );
  });

  it('of an event cell is the camera of what nobody has acknowledged, as long as that', async () => {
    const { kiosk, id } = await openScreen();
    const events = { severity: 'critical', kind: null, holdS: null } as const;
    const cells = [
      { cameraId: first(), quality: 'auto' as const },
      { cameraId: null, quality: 'auto' as const, events },
    ];
    // A free grid: what its cells show belongs to the screen too.
    const layout = 'free:2x1:' as const;
    await operator.screens.send({ id, what: { kind: 'wall', name: '', layout, cells } });
    await using orders = follow(kiosk);
    expect((await orders.next()).value).toMatchObject({
      cameras: [{ id: first() }],
      events: [],
      shows: { cells },
    });
    const play = () => codeOf(kiosk.call.screens.play({ cameraId: second(), quality: 'sub' }));
    expect(await play()).toBe('screen.not-sent');
    const mark = (severity: 'warn' | 'critical') =>
      operator.events.mark({ cameraId: second(), severity, remark: '火情' });
    await mark('warn');
    const event = await mark('critical');
    const told = (await orders.next()).value;
    expect(told).toMatchObject({ events: [{ id: event.id, cameraId: second() }] });
    expect(
      told?.state === 'enrolled' && told.cameras.map((one: { id: string }) => one.id).sort(),
    ).toEqual([first(), second()].sort());
    expect(await play()).not.toBe('screen.not-sent');
    await operator.events.acknowledge({ ids: [event.id] });
    expect((await orders.next()).value).toMatchObject({ events: [] });
    expect(await play()).toBe('screen.not-sent');
  });

  it('is a private plan of whoever sent it, until it is gone', async () => {
    const { kiosk, id } = await openScreen();
    const entry = { kind: 'camera' as const, dwellS: 15, quality: 'auto' as const, preset: null };
    const plan = await operator.patrols.create({
      name: '早班',
      layout: '1',
      entries: cameras.map((cameraId) => ({ ...entry, cameraId, newPage: false })),
    });
    const what = { kind: 'patrol' as const, planId: plan.id };
    expect(await codeOf(other.screens.send({ id, what }))).toBe('patrol.not-found');
    await operator.screens.send({ id, what });
    const order = await now(kiosk);
    const shows = order.state === 'enrolled' ? order.shows : null;
    expect(shows?.kind === 'patrol' && shows.program.entries.map((e) => e.cameraId)).toEqual(
      cameras,
    );
    expect(await playCode(kiosk, cameras[2])).toBe('media.no-worker');
    await operator.patrols.remove({ id: plan.id });
    expect(await now(kiosk)).toMatchObject({
      shows: { kind: 'unavailable', name: '早班', code: 'patrol.not-found' },
    });
  });

  it('of a patrol comes with what happens at its cameras, as long as nobody has acknowledged it', async () => {
    const { kiosk, id } = await openScreen();
    const entry = { kind: 'camera' as const, dwellS: 15, quality: 'auto' as const, preset: null };
    const entries = [{ ...entry, cameraId: first(), newPage: false }];
    const plan = await operator.patrols.create({ name: '夜班', layout: '1', entries });
    await operator.screens.send({ id, what: { kind: 'patrol', planId: plan.id } });
    await using orders = follow(kiosk);
    expect((await orders.next()).value).toMatchObject({ shows: { kind: 'patrol' }, events: [] });
    const mark = (cameraId: string, severity: 'info' | 'critical') =>
      operator.events.mark({ cameraId, severity, remark: '火情' });
    await mark(second(), 'critical');
    await mark(first(), 'info');
    const event = await mark(first(), 'critical');
    expect((await orders.next()).value).toMatchObject({
      shows: { kind: 'patrol' },
      events: [{ id: event.id, cameraId: first() }],
    });
    await operator.events.acknowledge({ ids: [event.id] });
    expect((await orders.next()).value).toMatchObject({ events: [] });
  });

  it('looks as its screen was set to, and as usual where nobody set it', async () => {
    const { kiosk, id } = await openScreen('远屏');
    expect(await now(kiosk)).toMatchObject({ style: { title: 'top', size: 'small', gap: 'line' } });
    const style = { title: 'bottom', size: 'large', gap: 'none' } as const;
    await operator.screens.rename({ id, name: '远屏', number: 71, style });
    expect(await now(kiosk)).toMatchObject({ style });
    await operator.screens.rename({ id, name: '远屏二', number: 71 });
    expect(await now(kiosk)).toMatchObject({ name: '远屏二', style });
  });

  it('comes back by undo, unless something else was sent meanwhile', async () => {
    const { kiosk, id } = await openScreen();
    await operator.screens.send({ id, what: { kind: 'camera', cameraId: first() } });
    const sent = await operator.screens.send({
      id,
      what: { kind: 'camera', cameraId: second() },
    });
    const back = await operator.screens.takeBack(sent);
    expect(back.version).toBe(sent.version + 1);
    expect(await now(kiosk)).toMatchObject({ cameras: [{ id: first() }] });
    expect(await codeOf(operator.screens.takeBack(back))).toBe('undo.expired');
    expect(await codeOf(operator.screens.takeBack(sent))).toBe('undo.expired');
  });

  it('is dark until it is lit or something is sent', async () => {
    const { kiosk, id } = await openScreen();
    await operator.screens.setBlank({ id, blank: true });
    expect(await now(kiosk)).toMatchObject({ blank: true });
    await operator.screens.send({ id, what: { kind: 'camera', cameraId: first() } });
    expect(await now(kiosk)).toMatchObject({ blank: false });
  });

  it('is its number for ten seconds when asked', async () => {
    const { kiosk, id } = await openScreen();
    await operator.screens.identify({ id });
    expect(await now(kiosk)).toMatchObject({ number: 1, identifyForMs: 10_000 });
    site.clock.advance(10_000);
    expect(await now(kiosk)).toMatchObject({ identifyForMs: 0 });
  });

  it('is not a camera that does not exist', async () => {
    const { id } = await openScreen();
    const what = { kind: 'camera' as const, cameraId: 'cnosuchcamera' };
    expect(await codeOf(operator.screens.send({ id, what }))).toBe('camera.not-found');
  });
});

async function playCode(kiosk: Kiosk, cameraId: string | undefined): Promise<string | null> {
  return codeOf(kiosk.call.screens.play({ cameraId: cameraId ?? '', quality: 'main' }));
}

describe('the rights of a screen', () => {
  it('end at what was sent to it', async () => {
    const { kiosk, id } = await openScreen();
    expect(await playCode(kiosk, first())).toBe('screen.not-sent');
    await operator.screens.send({ id, what: { kind: 'camera', cameraId: first() } });
    // Past the gate; this site has no media worker.
    expect(await playCode(kiosk, first())).toBe('media.no-worker');
    expect(await playCode(kiosk, second())).toBe('screen.not-sent');
    const state = { cameraId: second(), quality: 'main' as const };
    expect(await codeOf(kiosk.call.screens.state(state))).toBe('screen.not-sent');
  });

  it('are none of a person', async () => {
    const { kiosk, id } = await openScreen();
    const { call } = kiosk;
    const calls = [
      call.cameras.map(),
      call.screens.list(),
      call.walls.list(),
      call.screens.send({ id, what: { kind: 'none' } }),
    ];
    for (const attempt of calls) expect(await codeOf(attempt)).toBe('auth.required');
  });

  it('end when it is forgotten, and come back by undo', async () => {
    const { kiosk, id } = await openScreen();
    await operator.screens.send({ id, what: { kind: 'camera', cameraId: first() } });
    await using orders = follow(kiosk);
    await orders.next();
    const { undoToken } = await operator.screens.forget({ id });
    expect((await orders.next()).value).toEqual({ state: 'forgotten' });
    expect(await playCode(kiosk, first())).toBe('auth.required');
    expect(await codeOf(operator.screens.identify({ id }))).toBe('screen.not-found');
    await operator.screens.restore({ undoToken });
    expect((await orders.next()).value).toMatchObject({ state: 'enrolled', id });
    expect(await playCode(kiosk, first())).toBe('media.no-worker');
  });

  it('do not come with a forgotten token again: the browser gets a new code', async () => {
    const { kiosk, id } = await openScreen();
    await operator.screens.forget({ id });
    const before = kiosk.cookies.get('cookie');
    expect(await codeOn(kiosk)).toMatch(/^[A-Z0-9]{6}$/);
    expect(kiosk.cookies.get('cookie')).not.toBe(before);
  });
});

describe('signs of life', () => {
  const cells = (frames: 'moving' | 'none') => [{ cameraId: first(), frames }];

  it('say since when a screen is there and how its pictures are', async () => {
    const { kiosk, id } = await openScreen();
    const item = async () => (await operator.screens.list()).items.find((one) => one.id === id);
    expect(await item()).toMatchObject({ online: false, since: null, report: null });
    const started = new Date(site.clock.wallNow());
    await kiosk.call.screens.beat({ version: 1, cells: cells('none') });
    site.clock.advance(10_000);
    await kiosk.call.screens.beat({ version: 1, cells: cells('moving') });
    expect(await item()).toMatchObject({
      online: true,
      since: started,
      report: { version: 1, moving: 1, still: 0, none: 0 },
    });
    const last = new Date(site.clock.wallNow());
    site.clock.advance(30_000);
    expect(await item()).toMatchObject({ online: false, since: last });
  });

  it('reach whoever follows, and so does their end', async () => {
    const { kiosk } = await openScreen();
    const lists = (await operator.screens.follow())[Symbol.asyncIterator]();
    const online = async () => (await lists.next()).value?.items.map((item) => item.online);
    expect(await online()).toEqual([false]);
    await kiosk.call.screens.beat({ version: 1, cells: [] });
    expect(await online()).toEqual([true]);
    site.clock.advance(30_000);
    expect(await whileTimePasses(online())).toEqual([false]);
  });
});

it('leaves an entry for everything that was done to a screen', async () => {
  const { id } = await openScreen('审计');
  const sent = await operator.screens.send({ id, what: { kind: 'camera', cameraId: first() } });
  await operator.screens.takeBack(sent);
  await operator.screens.rename({ id, name: '审计二', number: 5 });
  await operator.screens.setBlank({ id, blank: true });
  await operator.screens.setBlank({ id, blank: false });
  await operator.screens.identify({ id });
  const { undoToken } = await operator.screens.forget({ id });
  await operator.screens.restore({ undoToken });
  const entries = await site.services.db.auditEntry.findMany({
    where: { subjectType: 'screen', subjectId: id },
    select: { action: true, userId: true },
  });
  expect(entries.map(({ action }) => action).sort()).toEqual(
    [
      'screens.enrol',
      'screens.send',
      'screens.take-back',
      'screens.rename',
      'screens.blank',
      'screens.unblank',
      'screens.identify',
      'screens.forget',
      'screens.restore',
    ].sort(),
  );
  expect(new Set(entries.map(({ userId }) => userId))).toEqual(new Set([person.userId]));
});
