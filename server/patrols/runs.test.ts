// In one file, since all of it shares one site and its HTTP server, which take longest to start.

import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import { strFromU8, unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeServer, listen } from '../http/listen.ts';
import { createMetrics } from '../http/metrics.ts';
import { patrolPictureRoute, patrolReportRoute } from '../http/patrols.ts';
import { createSiteServer } from '../http/server.ts';
import { createId } from '../platform/ids.ts';
import { dayOf, dayRange } from '../platform/site-time.ts';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  TEST_PASSWORD,
  type TestSite,
} from '../trpc/test-site.ts';
import { forgetOldRuns, interruptSilent } from './run-mutations.ts';
import type { ShownRecord } from './schema.ts';

let site: TestSite;
let server: Server;
let base: string;
let cookie: string;
let operator: Caller;
let other: Caller;
let leader: Caller;
let planId: string;
let ids: string[];

beforeAll(async () => {
  site = await openTestSite();
  const { services, data } = site;
  server = createSiteServer(
    {
      services,
      metrics: createMetrics(),
      trustProxy: true,
      httpsOnly: false,
      dev: false,
      pages: () => null,
      pagePlaces: async () => ({ mediaPorts: [], mediaHosts: [], mapOrigins: [] }),
    },
    [patrolPictureRoute(data), patrolReportRoute],
  );
  await listen(server, 0, '127.0.0.1');
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const actor = await site.user('operator');
  operator = site.browser({ signedInAs: actor }).call;
  other = site.browser({ signedInAs: await site.user('operator') }).call;
  leader = site.browser({ signedInAs: await site.user('leader') }).call;
  const admin = site.browser({ signedInAs: await site.user('admin') }).call;
  const { county } = await insertPlaces(services);
  ids = [];
  for (const [index, name] of ['东门', '<b>西门</b>', '南门'].entries()) {
    const camera = { code: `P${index}`, name, divisionId: county.id, driver: 'rtsp' as const };
    ids.push(
      (await admin.cameras.create({ ...camera, mainAddress: `rtsp://10.0.0.7/${index}` })).id,
    );
  }
  const entries = [...ids, 'gone'].map((cameraId) => ({
    kind: 'camera' as const,
    cameraId,
    dwellS: 15,
    quality: 'auto' as const,
    preset: null,
    newPage: false,
  }));
  const input = {
    name: '早班',
    layout: '4' as const,
    entries,
    attested: true,
    checklist: ['清晰'],
  };
  planId = (await operator.patrols.create({ ...input, shared: true })).id;
  const signIn = await post(
    '/api/trpc/session.signIn',
    JSON.stringify({ json: { username: actor.username, password: TEST_PASSWORD } }),
    'application/json',
  );
  cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(async () => {
  await closeServer(server);
  await site[Symbol.asyncDispose]();
});

function post(path: string, body: BodyInit, type = 'image/jpeg', headers: HeadersInit = {}) {
  return fetch(`${base}${path}`, {
    method: 'POST',
    headers: { 'content-type': type, 'x-lukou-csrf': '1', ...(cookie && { cookie }), ...headers },
    body,
  });
}
const read = (path: string) => fetch(`${base}${path}`, { headers: { cookie } });
const now = () => new Date(site.clock.wallNow());
const plus = (ms: number) => new Date(site.clock.wallNow() + ms);
const begin = async (call = operator, more: { startedAt?: Date; id?: string } = {}) => {
  const id = createId();
  await call.patrols.begin({ id, planId, round: 1, startedAt: now(), ...more });
  return more.id ?? id;
};
const shown = (position: number, more: Partial<ShownRecord> = {}): ShownRecord => ({
  position,
  shownFrom: now(),
  shownTo: null,
  shownMs: 0,
  status: 'online',
  presetFailure: null,
  remark: null,
  abnormality: null,
  note: null,
  failed: [],
  remarkedAt: null,
  ...more,
});
const abnormal: Partial<ShownRecord> = {
  remark: 'abnormal',
  abnormality: 'blocked',
  note: '树枝',
  failed: ['清晰'],
};

describe('a run', () => {
  it('has a place for every camera, unseen until it was shown', async () => {
    const id = await begin();
    const run = await leader.patrols.run({ id });
    expect(run).toMatchObject({ state: 'running', cameras: 4, seen: 0, normal: 0, attested: true });
    expect(run.records.map(({ cameraName, shownFrom }) => [cameraName, shownFrom])).toEqual([
      ['东门', null],
      ['<b>西门</b>', null],
      ['南门', null],
      ['', null],
    ]);
  });

  it('begins once, however often its page says so', async () => {
    const id = createId();
    const input = { id, planId, round: 1, startedAt: now() };
    const answers = await Promise.all([1, 2, 3].map(() => operator.patrols.begin(input)));
    expect(answers).toEqual([1, 2, 3].map(() => ({ id, cameras: 4 })));
    expect(await codeOf(other.patrols.begin(input))).toBe('patrol.run-not-found');
    expect(await site.services.db.patrolRecord.count({ where: { runId: id } })).toBe(4);
  });

  it('takes what was shown, the same twice and late news without losing newer', async () => {
    const runId = await begin();
    const first = shown(1, { shownFrom: now(), shownTo: plus(9_000), shownMs: 9_000 });
    const later = shown(1, {
      ...first,
      shownTo: plus(20_000),
      shownMs: 20_000,
      presetFailure: 'ptz.locked',
      ...abnormal,
      remarkedAt: plus(15_000),
    });
    site.clock.advance(30_000);
    for (const records of [[first], [later], [later], [first]])
      await operator.patrols.report({ runId, records });
    const { records } = await operator.patrols.run({ id: runId });
    expect(records[1]).toMatchObject({
      shownFrom: first.shownFrom,
      shownTo: later.shownTo,
      shownMs: 20_000,
      statusShown: 'online',
      presetFailure: 'ptz.locked',
      ...abnormal,
    });
    expect(records[0]?.shownFrom).toBeNull();
    const again = shown(1, {
      ...later,
      remark: 'normal',
      abnormality: null,
      note: null,
      failed: [],
      remarkedAt: plus(0),
    });
    await operator.patrols.report({ runId, records: [again] });
    expect(await operator.patrols.run({ id: runId })).toMatchObject({
      seen: 1,
      normal: 1,
      abnormal: 0,
    });
  });

  it('ends once; a place that is not in the plan is nowhere', async () => {
    const runId = await begin();
    await operator.patrols.report({ runId, records: [shown(3), shown(77)] });
    for (let time = 0; time < 2; time += 1)
      await operator.patrols.end({ runId, how: 'done', at: now() });
    await operator.patrols.end({ runId, how: 'stopped', at: now() });
    expect(await operator.patrols.run({ id: runId })).toMatchObject({
      state: 'done',
      seen: 1,
      cameras: 4,
    });
    const entries = await site.services.db.auditEntry.findMany({
      where: { action: 'patrols.end', details: { path: ['run'], equals: runId } },
    });
    expect(entries).toHaveLength(1);
  });

  it.each([
    ['somebody else', () => other, 'patrol.run-not-found'],
    ['a leader', () => leader, 'rights.missing'],
  ] as const)('is not written to by %s', async (_, who, code) => {
    const runId = await begin();
    expect(await codeOf(who().patrols.report({ runId, records: [shown(0)] }))).toBe(code);
    expect(await codeOf(who().patrols.end({ runId, how: 'done', at: now() }))).toBe(code);
  });

  it('refuses times that cannot be', async () => {
    const id = createId();
    const ahead = { id, planId, round: 1, startedAt: plus(3_600_000) };
    expect(await codeOf(operator.patrols.begin(ahead))).toBe('patrol.bad-time');
    const runId = await begin();
    const records = [shown(0, { shownFrom: plus(-8 * 86_400_000) })];
    expect(await codeOf(operator.patrols.report({ runId, records }))).toBe('patrol.bad-time');
    const half = [shown(0, { remark: 'abnormal' })];
    expect(await codeOf(operator.patrols.report({ runId, records: half }))).toBe('BAD_REQUEST');
  });
});

describe('a run whose page vanished', () => {
  it('ends as interrupted when it was last heard of, and is set right by a page that comes back', async () => {
    const { db } = site.services;
    await interruptSilent(db, site.clock.wallNow() + 3_600_000); // those of the tests before
    const [lost, alive] = [await begin(), await begin()];
    const heardAt = now();
    site.clock.advance(80_000);
    await operator.patrols.report({ runId: alive, records: [] });
    expect(await interruptSilent(db, site.clock.wallNow())).toBe(0);
    site.clock.advance(20_000);
    expect(await interruptSilent(db, site.clock.wallNow())).toBe(1);
    expect(await operator.patrols.run({ id: lost })).toMatchObject({
      state: 'interrupted',
      endedAt: heardAt,
    });
    expect((await operator.patrols.run({ id: alive })).state).toBe('running');
    await operator.patrols.report({ runId: lost, records: [shown(2)] });
    await operator.patrols.end({ runId: lost, how: 'stopped', at: now() });
    expect(await operator.patrols.run({ id: lost })).toMatchObject({ state: 'stopped', seen: 1 });
  });
});

/** The smallest baseline frame header there is room to believe in. */
function jpeg(width: number, height: number, bytes = 1_000): Buffer {
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3]);
  head.writeUInt16BE(height, 7);
  head.writeUInt16BE(width, 9);
  return Buffer.concat([head, Buffer.alloc(bytes)]);
}

describe('what the page had on the screen', () => {
  it('is kept beside the record, and its hash in it', async () => {
    const runId = await begin();
    const path = `/api/patrols/${runId}/1.jpg`;
    expect((await read(path)).status).toBe(404);
    const picture = jpeg(640, 360);
    const answer = await post(`${path}?at=${site.clock.wallNow()}`, new Uint8Array(picture));
    expect(answer.status).toBe(200);
    const back = await read(path);
    expect(Buffer.from(await back.arrayBuffer()).equals(picture)).toBe(true);
    const { records } = await operator.patrols.run({ id: runId });
    expect(records[1]).toMatchObject({
      pictureAt: now(),
      pictureHash: createHash('sha256').update(picture).digest('hex'),
    });
    const etag = back.headers.get('etag') ?? '';
    const same = await fetch(`${base}${path}`, { headers: { cookie, 'if-none-match': etag } });
    expect(same.status).toBe(304);
  });

  it.each([
    ['no JPEG', Buffer.from('GIF89a and more than that'), 400],
    ['too many pixels', jpeg(4_000, 3_000), 400],
    ['too many bytes', jpeg(640, 360, 300_000), 413],
    ['a header cut short', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff]), 400],
  ])('is refused with %s', async (_, bytes, status) => {
    const runId = await begin();
    const answer = await post(`/api/patrols/${runId}/0.jpg?at=1`, new Uint8Array(bytes));
    expect(answer.status).toBe(status);
  });

  it('is refused for a run or place that is not there, from elsewhere, and without a time', async () => {
    const runId = await begin(other);
    const body = new Uint8Array(jpeg(640, 360));
    expect((await post(`/api/patrols/${runId}/0.jpg?at=1`, body)).status).toBe(404);
    const own = await begin();
    expect((await post(`/api/patrols/${own}/9.jpg?at=1`, body)).status).toBe(404);
    expect((await post(`/api/patrols/${own}/0.jpg`, body)).status).toBe(400);
    const foreign = { origin: 'http://elsewhere.example' };
    expect((await post(`/api/patrols/${own}/0.jpg?at=1`, body, 'image/jpeg', foreign)).status).toBe(
      403,
    );
    expect((await fetch(`${base}/api/patrols/${own}/0.jpg`)).status).toBe(401);
  });
});

describe('the daily report', () => {
  it('counts a day where the site stands', () => {
    expect(dayOf(Date.parse('2026-03-08T16:30:00Z'), 'Asia/Shanghai')).toBe('2026-03-09');
    expect(dayRange('2026-03-09', 'Asia/Shanghai')).toEqual({
      from: new Date('2026-03-08T16:00:00Z'),
      to: new Date('2026-03-09T16:00:00Z'),
    });
    // The clock goes forward that night: the day has 23 hours.
    const { from, to } = dayRange('2026-03-29', 'Europe/Berlin');
    expect((to.getTime() - from.getTime()) / 3_600_000).toBe(23);
  });

  it('tells every run and camera, seen or not', async () => {
    site.clock.advance(3 * 86_400_000);
    const runId = await begin();
    const times = { shownFrom: now(), shownTo: plus(15_000), shownMs: 15_000 };
    site.clock.advance(15_000);
    await operator.patrols.report({
      runId,
      records: [
        shown(0, { ...times, remark: 'normal', remarkedAt: now() }),
        shown(1, { ...times, ...abnormal, remarkedAt: now() }),
        shown(2, times),
      ],
    });
    await operator.patrols.end({ runId, how: 'done', at: now() });
    const day = dayOf(site.clock.wallNow(), 'Asia/Shanghai');
    expect(await leader.patrols.day({})).toEqual({
      day,
      today: day,
      timeZone: 'Asia/Shanghai',
      runs: 1,
      interrupted: 0,
      total: { cameras: 4, seen: 3, normal: 1, abnormal: 1 },
    });
    const list = await leader.patrols.runs({ day, abnormal: true });
    expect(list.items.map(({ id }) => id)).toEqual([runId]);

    const answer = await read(`/api/patrols/report.xlsx?day=${day}`);
    const book = Buffer.from(await answer.arrayBuffer());
    const summary = await readSheet(book, 1);
    expect(summary[5]?.slice(6)).toEqual([4, 3, 1, '75.0%', 1, 1]);
    expect(summary[6]?.[0]).toBe('合计');
    const records = await readSheet(book, 2);
    expect(records.map((row) => [row[4], row[11], row[12]])).toEqual([
      ['摄像机', '结果', '异常类型'],
      ['东门', '正常', null],
      ['<b>西门</b>', '异常', '画面遮挡'],
      ['南门', '已巡', null],
      ['gone（已删除）', '未巡', null],
    ]);
    expect(strFromU8(unzipSync(book)['xl/workbook.xml'] ?? new Uint8Array())).toContain('明细');

    const page = await read(`/api/patrols/report.html?day=${day}&locale=en`);
    const html = await page.text();
    expect(html).toContain('&lt;b&gt;西门&lt;/b&gt;');
    expect(html).not.toContain('<b>西门');
    expect(html).toContain('Not seen 1');
    expect(html.trimEnd().endsWith('</html>')).toBe(true);
    const nonce = /nonce="([^"]+)"/.exec(html)?.[1] ?? 'none';
    expect(page.headers.get('content-security-policy')).toContain(`script-src 'nonce-${nonce}'`);
  });

  it('is for those who see patrols, and for days that exist', async () => {
    expect((await fetch(`${base}/api/patrols/report.xlsx?day=2026-01-01`)).status).toBe(401);
    for (const day of ['2026-02-30', 'today', ''])
      expect((await read(`/api/patrols/report.xlsx?day=${day}`)).status).toBe(400);
    const empty = await (await read('/api/patrols/report.html?day=2020-01-01')).text();
    expect(empty).toContain('当日没有巡检');
  });
});

it('pages through runs, the newest first', async () => {
  const started: string[] = [];
  site.clock.advance(10 * 86_400_000);
  for (let run = 0; run < 5; run += 1) {
    started.unshift(await begin());
    site.clock.advance(1_000);
  }
  const first = await operator.patrols.runs({ planId, limit: 3 });
  const cursor = first.nextCursor ?? '';
  const second = await operator.patrols.runs({ planId, limit: 2, cursor });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(started);
});

it('forgets old runs with their pictures, attested ones after more than a year', async () => {
  const runId = await begin();
  const body = new Uint8Array(jpeg(640, 360));
  await post(`/api/patrols/${runId}/0.jpg?at=${site.clock.wallNow()}`, body);
  const { db } = site.services;
  site.clock.advance(399 * 86_400_000);
  await forgetOldRuns(db, site.data, site.clock.wallNow());
  expect((await read(`/api/patrols/${runId}/0.jpg`)).status).toBe(200);
  site.clock.advance(2 * 86_400_000);
  await forgetOldRuns(db, site.data, site.clock.wallNow());
  expect(await codeOf(operator.patrols.run({ id: runId }))).toBe('patrol.run-not-found');
  expect(await db.patrolRecord.count({ where: { runId } })).toBe(0);
});
