import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../session/policy.ts';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import { dueStart, windowEnd } from './schedule.ts';
import { type CameraEntry, cycleS, MOST_CAMERAS, type PatrolEntry, splitPages } from './schema.ts';

let site: TestSite;
let actors: Record<'admin' | 'operator' | 'other' | 'leader', Actor>;
let admin: Caller;
let operator: Caller;
let other: Caller;
let leader: Caller;
let places: Awaited<ReturnType<typeof insertPlaces>>;
/** Every kilometre from K600 on, alternately up and down; the last is offline. */
let ids: string[];

beforeAll(async () => {
  site = await openTestSite();
  actors = {
    admin: await site.user('admin'),
    operator: await site.user('operator'),
    other: await site.user('operator'),
    leader: await site.user('leader'),
  };
  const as = (signedInAs: Actor) => site.browser({ signedInAs }).call;
  admin = as(actors.admin);
  operator = as(actors.operator);
  other = as(actors.other);
  leader = as(actors.leader);
  places = await insertPlaces(site.services);
  ids = [];
  for (let km = 0; km < 10; km += 1) {
    const { id } = await admin.cameras.create({
      code: `C${km}`,
      name: `K${600 + km} 主线`,
      driver: 'rtsp',
      divisionId: places.county.id,
      groupIds: km < 3 ? [places.group.id] : [],
      roadId: places.road.id,
      direction: km % 2 === 0 ? 'up' : 'down',
      chainageM: (600 + km) * 1000,
      tags: km > 7 ? ['隧道'] : [],
      mainAddress: `rtsp://10.0.0.9/${km}`,
    });
    ids.push(id);
  }
});
afterAll(() => site[Symbol.asyncDispose]());

const camera = (cameraId: string, more: Partial<CameraEntry> = {}): CameraEntry => ({
  kind: 'camera',
  cameraId,
  dwellS: 15,
  quality: 'auto',
  preset: null,
  newPage: false,
  ...more,
});
type Made = Partial<Parameters<Caller['patrols']['create']>[0]>;
const make = (entries: PatrolEntry[], more: Made = {}, call = operator) =>
  call.patrols.create({ name: '合肥绕城', layout: '4', entries, ...more });

describe('pages of a plan', () => {
  const many = (count: number, more: Partial<CameraEntry> = {}) =>
    Array.from({ length: count }, (_, index) => camera(`c${index}`, more));
  it.each([
    ['36 at 9', many(36), 9, [9, 9, 9, 9], 60],
    ['a last page that is not full', many(10), 9, [9, 1], 30],
    ['none', [], 9, [], 0],
    ['a page by itself', [camera('a'), camera('b', { newPage: true }), camera('c')], 4, [1, 2], 30],
    [
      'the longest of a page',
      [camera('a', { dwellS: 5 }), camera('b', { dwellS: 60 })],
      4,
      [2],
      60,
    ],
  ] as const)('%s', (_, entries, cells, sizes, seconds) => {
    expect(splitPages(entries, cells).map((page) => page.length)).toEqual(sizes);
    expect(cycleS(entries, cells)).toBe(seconds);
  });
});

describe('when a plan runs by itself', () => {
  const zone = 'Asia/Shanghai';
  /** 2026-03-09 is a Monday; 08:00 there is 00:00 UTC. */
  const at = (text: string) => Date.parse(text);
  const weekdays = { weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '09:30' };
  const night = { weekdays: [7], from: '23:00', to: '01:00' };
  const starts = (windows: (typeof weekdays)[], now: string, cron: string | null = null) => {
    const start = dueStart({ windows, cron }, at(now), zone);
    return start && [start.startsAt.toISOString(), start.endsAt?.toISOString() ?? null];
  };
  it.each([
    ['before', '2026-03-08T23:00:00Z', '2026-03-09T00:00:00.000Z', '2026-03-09T01:30:00.000Z'],
    ['as it opens', '2026-03-09T00:00:00Z', '2026-03-09T00:00:00.000Z', '2026-03-09T01:30:00.000Z'],
    ['inside', '2026-03-09T01:29:59Z', '2026-03-09T00:00:00.000Z', '2026-03-09T01:30:00.000Z'],
    [
      'as it closes',
      '2026-03-09T01:30:00Z',
      '2026-03-10T00:00:00.000Z',
      '2026-03-10T01:30:00.000Z',
    ],
    [
      'on Friday evening',
      '2026-03-13T10:00:00Z',
      '2026-03-16T00:00:00.000Z',
      '2026-03-16T01:30:00.000Z',
    ],
  ])('%s', (_, now, from, to) => {
    expect(starts([weekdays], now)).toEqual([from, to]);
  });
  it('goes over midnight', () => {
    expect(starts([night], '2026-03-08T16:30:00Z')).toEqual([
      '2026-03-08T15:00:00.000Z',
      '2026-03-08T17:00:00.000Z',
    ]);
  });
  it('takes the earlier of windows and cron, which never closes', () => {
    expect(starts([weekdays], '2026-03-08T20:00:00Z', '30 7 * * *')).toEqual([
      '2026-03-08T23:30:00.000Z',
      null,
    ]);
  });
  it('knows nothing of a plan without times', () => {
    expect(starts([], '2026-03-08T20:00:00Z')).toBeNull();
    expect(
      windowEnd({ windows: [weekdays], cron: null }, at('2026-03-08T20:00:00Z'), zone),
    ).toBeNull();
  });
  it('tells the timetable, and refuses what is no cron expression', async () => {
    site.clock.advance(at('2026-03-09T00:10:00Z') - site.clock.wallNow());
    const { id } = await make([camera('a')], { windows: [weekdays], name: 'timed' });
    const due = await operator.patrols.due();
    expect(due.items.find(({ planId }) => planId === id)).toMatchObject({
      startsAt: new Date('2026-03-09T00:00:00Z'),
      endsAt: new Date('2026-03-09T01:30:00Z'),
    });
    expect((await other.patrols.due()).items.map(({ planId }) => planId)).not.toContain(id);
    for (const cron of ['not a cron', '* * * * * *', '99 * * * *'])
      expect(await codeOf(make([], { cron }))).toBe('patrol.bad-cron');
    await operator.patrols.remove({ id });
  });
});

describe('cameras to add', () => {
  const names = async (input: Parameters<Caller['patrols']['pick']>[0]) =>
    (await operator.patrols.pick(input)).cameras.map(({ name }) => name.slice(0, 4));
  it('come along the road, either way', async () => {
    const range = { roadId: places.road.id, direction: 'up' as const };
    expect(await names({ ...range, fromM: 601_000, toM: 606_000 })).toEqual([
      'K602',
      'K604',
      'K606',
    ]);
    expect(await names({ ...range, fromM: 606_000, toM: 601_000 })).toEqual([
      'K606',
      'K604',
      'K602',
    ]);
    expect(await names({ roadId: places.road.id, fromM: 608_500 })).toEqual(['K609']);
  });
  it('come by group, division and tag', async () => {
    expect(await names({ groupId: places.group.id })).toEqual(['K600', 'K601', 'K602']);
    expect(await names({ divisionId: places.city.id })).toHaveLength(10);
    expect(await names({ tag: '隧道' })).toEqual(['K608', 'K609']);
    expect(await names({ divisionId: places.other.id })).toEqual([]);
  });
  it('come in the order they were named, without those that are gone', async () => {
    const [a = '', b = ''] = ids;
    const { cameras } = await operator.patrols.pick({ ids: [b, 'gone', a] });
    expect(cameras.map(({ id }) => id)).toEqual([b, a]);
  });
  it('are not asked for without saying which', async () => {
    expect(await codeOf(operator.patrols.pick({}))).toBe('BAD_REQUEST');
  });
});

describe('a plan', () => {
  it('comes back as it was made, with those cameras that are there', async () => {
    const entries = [camera(ids[0] ?? '', { newPage: true }), camera('gone', { quality: 'main' })];
    const made = await make(entries, { attested: true, checklist: ['画面清晰'] });
    const read = await operator.patrols.get({ id: made.id });
    expect(read).toEqual(made);
    expect(read).toMatchObject({ entries, cameraCount: 2, planCount: 0, version: 1, loop: true });
    expect(read.cameras.map(({ id }) => id)).toEqual([ids[0]]);
  });

  it('is read even where another version wrote it', async () => {
    const { id } = await make([camera('a')]);
    await site.services.db.patrolPlan.update({
      where: { id },
      data: { layout: 'free', entries: [{ kind: 'screen' }, camera('b'), 7], windows: [{ x: 1 }] },
    });
    expect(await operator.patrols.get({ id })).toMatchObject({
      layout: '9',
      entries: [camera('b')],
      windows: [],
    });
  });

  it.each([
    ['no name', { name: ' ' }],
    ['a dwell of 4 s', { entries: [camera('a', { dwellS: 4 })] }],
    ['a dwell of 301 s', { entries: [camera('a', { dwellS: 301 })] }],
    ['a time that does not exist', { windows: [{ weekdays: [1], from: '24:00', to: '01:00' }] }],
    ['a weekday that does not exist', { windows: [{ weekdays: [8], from: '08:00', to: '09:00' }] }],
    ['too many entries', { entries: Array.from({ length: MOST_CAMERAS + 1 }, () => camera('a')) }],
  ])('is refused with %s', async (_, more) => {
    expect(await codeOf(make([], more))).toBe('BAD_REQUEST');
  });

  it('holds two thousand cameras', async () => {
    const entries = Array.from({ length: MOST_CAMERAS }, (_, index) =>
      camera(ids[index % 10] ?? ''),
    );
    const { id } = await make(entries);
    const program = await operator.patrols.program({ id });
    expect(program.entries).toHaveLength(MOST_CAMERAS);
    expect(program.entries[1_999]?.camera?.id).toBe(ids[9]);
  });
});

describe('plans inside plans', () => {
  const inner = (planId: string): PatrolEntry => ({ kind: 'plan', planId });
  it('become their cameras, each beginning a page', async () => {
    const low = await make([camera(ids[0] ?? ''), camera(ids[1] ?? '')]);
    const high = await make([camera(ids[2] ?? ''), inner(low.id)], { layout: '9' });
    const program = await operator.patrols.program({ id: high.id });
    expect(program.entries.map(({ cameraId, newPage }) => [cameraId, newPage])).toEqual([
      [ids[2], false],
      [ids[0], true],
      [ids[1], false],
    ]);
    expect(high.plans).toEqual([{ id: low.id, name: low.name, cameras: 2, cycleS: 15 }]);
  });

  it('never go round in a circle', async () => {
    const a = await make([camera('x')]);
    const b = await make([inner(a.id)]);
    const close = operator.patrols.update({ id: a.id, version: 1, entries: [inner(b.id)] });
    expect(await codeOf(close)).toBe('patrol.cycle');
    const self = operator.patrols.update({ id: a.id, version: 1, entries: [inner(a.id)] });
    expect(await codeOf(self)).toBe('patrol.cycle');
  });

  it('have a bound in depth and size', async () => {
    const big = await make(Array.from({ length: 1_500 }, () => camera('x')));
    expect(await codeOf(make([inner(big.id), inner(big.id)]))).toBe('patrol.too-many-cameras');
    let top = (await make([])).id;
    for (let depth = 0; depth < 5; depth += 1) top = (await make([inner(top)])).id;
    expect(await codeOf(make([inner(top)]))).toBe('patrol.too-deep');
    const empty = await make([]);
    const crowd = Array.from({ length: 201 }, () => inner(empty.id));
    expect(await codeOf(make(crowd))).toBe('patrol.too-many-plans');
  });

  it('are skipped where they are not for whoever runs', async () => {
    const secret = await make([camera(ids[0] ?? '')], {}, other);
    const { id } = await make([inner(secret.id), camera(ids[1] ?? '')]);
    const program = await operator.patrols.program({ id });
    expect(program.entries.map(({ cameraId }) => cameraId)).toEqual([ids[1]]);
  });
});

describe('rights and versions', () => {
  it('keep a private plan private, and a shared one changeable by operators', async () => {
    const { id } = await make([camera('a')]);
    expect(await codeOf(other.patrols.get({ id }))).toBe('patrol.not-found');
    await operator.patrols.update({ id, version: 1, shared: true });
    await other.patrols.update({ id, version: 2, loop: false });
    expect(await codeOf(other.patrols.update({ id, version: 3, name: 'mine' }))).toBe(
      'patrol.not-yours',
    );
    expect(await leader.patrols.get({ id })).toMatchObject({ mayChange: false, mayManage: false });
    await admin.patrols.update({ id, version: 3, locked: true });
    expect(await codeOf(operator.patrols.update({ id, version: 4, loop: true }))).toBe(
      'patrol.locked',
    );
    expect(await codeOf(operator.patrols.remove({ id }))).toBe('patrol.locked');
  });

  it('let exactly one of many saves through', async () => {
    const { id } = await make([], { shared: true });
    const saves = [1, 2, 3, 4].map(() =>
      codeOf(other.patrols.update({ id, version: 1, loop: false })),
    );
    const codes = await Promise.all(saves);
    expect(codes.filter((code) => code === null)).toHaveLength(1);
    expect(codes.filter((code) => code === 'patrol.changed')).toHaveLength(3);
  });

  it('take a removal back for an hour', async () => {
    const before = await make([camera('a')]);
    const { undoToken } = await operator.patrols.remove({ id: before.id });
    expect(await codeOf(operator.patrols.get({ id: before.id }))).toBe('patrol.not-found');
    expect(await codeOf(other.patrols.restore({ undoToken }))).toBe('undo.expired');
    expect(await operator.patrols.restore({ undoToken })).toEqual(before);
    const again = await operator.patrols.remove({ id: before.id });
    site.clock.advance(61 * 60_000);
    expect(await codeOf(operator.patrols.restore(again))).toBe('undo.expired');
  });
});

it('lists a page at a time, by name and by change, and finds by name', async () => {
  const hoarder = await site.user('operator');
  const { call } = site.browser({ signedInAs: hoarder });
  const { db } = site.services;
  await db.$executeRaw`
    insert into "PatrolPlan" (id, name, "sortName", layout, entries, "cameraCount", "planCount", loop,
      "skipOffline", attested, checklist, windows, "ownerId", "changedById", "changedAt")
    select 'many' || n, 'plan ' || n, 'plan' || lpad(n::text, 6, '0'), '9', '[]', 0, 0, true, true, false,
      '{}', '[]', ${hoarder.userId}, ${hoarder.userId}, '2026-01-01'::timestamp + n * interval '1 second'
    from generate_series(1, 100000) n`;
  const first = await call.patrols.list({ mine: true, limit: 3 });
  expect(first.total).toBe(100_000);
  expect(first.items.map(({ name }) => name)).toEqual(['plan 1', 'plan 2', 'plan 3']);
  const cursor = first.nextCursor ?? '';
  const second = await call.patrols.list({ mine: true, limit: 2, cursor });
  expect(second.items.map(({ name }) => name)).toEqual(['plan 4', 'plan 5']);
  const newest = await call.patrols.list({ mine: true, limit: 2, sort: 'changed' });
  expect(newest.items.map(({ name }) => name)).toEqual(['plan 100000', 'plan 99999']);
  const older = await call.patrols.list({
    mine: true,
    limit: 1,
    sort: 'changed',
    cursor: newest.nextCursor ?? '',
  });
  expect(older.items.map(({ name }) => name)).toEqual(['plan 99998']);
  const found = await call.patrols.list({ q: 'PLAN 9999', limit: 200 });
  expect(found.total).toBe(11);
  expect(await codeOf(call.patrols.list({ cursor: 'junk' }))).toBe('input.invalid');
});

describe('cameras added from elsewhere', () => {
  const planOf = async (cameraIds: readonly string[]) =>
    operator.patrols.create({
      name: '加',
      layout: '4',
      entries: cameraIds.map((id) => camera(id)),
    });
  const inPlan = async (id: string) =>
    (await operator.patrols.get({ id })).entries.flatMap((entry) =>
      entry.kind === 'camera' ? [entry.cameraId] : [],
    );

  it('stand behind what is there, each once, whatever version the plan has', async () => {
    const plan = await planOf(ids.slice(0, 2));
    await operator.patrols.update({ id: plan.id, version: 1, loop: false });
    const cameraIds = [ids[1] ?? '', ids[4] ?? '', ids[3] ?? '', ids[4] ?? ''];
    const told = await operator.patrols.append({ id: plan.id, cameraIds });
    expect(told).toEqual({ name: '加', added: 2 });
    expect(await inPlan(plan.id)).toEqual([ids[0], ids[1], ids[4], ids[3]]);
    expect(await operator.patrols.get({ id: plan.id })).toMatchObject({
      ...{ version: 3, cameraCount: 4, loop: false },
    });
  });
  it('of two people at the same time are all there', async () => {
    const plan = await planOf([]);
    await operator.patrols.update({ id: plan.id, version: 1, shared: true });
    await Promise.all([
      operator.patrols.append({ id: plan.id, cameraIds: ids.slice(0, 3) }),
      other.patrols.append({ id: plan.id, cameraIds: ids.slice(2, 6) }),
    ]);
    expect((await inPlan(plan.id)).toSorted()).toEqual(ids.slice(0, 6).toSorted());
  });
  it('go into no plan that is locked, of somebody else, or would have too many', async () => {
    const plan = await planOf([]);
    const add = (call: Caller, cameraIds: string[]) =>
      codeOf(call.patrols.append({ id: plan.id, cameraIds }));
    expect(await add(other, ids)).toBe('patrol.not-found');
    const many = Array.from({ length: MOST_CAMERAS }, (_, n) => `x${n}`);
    expect(await add(operator, many)).toBeNull();
    expect(await add(operator, ['one-more'])).toBe('patrol.too-many-cameras');
    await operator.patrols.update({ id: plan.id, version: 2, locked: true });
    expect(await add(operator, ids)).toBe('patrol.locked');
  });
});
