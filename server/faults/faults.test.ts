import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createId } from '../platform/ids.ts';
import { prove } from '../session/policy.ts';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import { faultBook } from './export.ts';

let site: TestSite;
let operator: Caller;
let leader: Caller;
let planId: string;
let cameraIds: string[];
beforeAll(async () => {
  site = await openTestSite();
  const as = async (role: 'admin' | 'operator' | 'leader') =>
    site.browser({ signedInAs: await site.user(role) }).call;
  const admin = await as('admin');
  [operator, leader] = [await as('operator'), await as('leader')];
  const { county } = await insertPlaces(site.services);
  cameraIds = [];
  for (const name of ['东门', '西门']) {
    const { id } = await admin.cameras.create({
      ...{ code: name, name, divisionId: county.id, driver: 'rtsp' },
      mainAddress: 'rtsp://10.0.0.7/1',
    });
    cameraIds.push(id);
  }
  const entries = cameraIds.map((cameraId) => ({
    ...{ kind: 'camera' as const, cameraId, dwellS: 15, quality: 'auto' as const },
    ...{ preset: null, newPage: false },
  }));
  planId = (await operator.patrols.create({ name: '早班', layout: '4', entries, attested: true }))
    .id;
});
afterAll(() => site[Symbol.asyncDispose]());
beforeEach(() => site.services.db.fault.deleteMany());

type Remark = { position?: number; type?: 'blocked' | 'blurred'; note?: string | null };

/** A run that finds something. @returns the run */
async function find(remarks: Remark[], run?: string): Promise<string> {
  site.clock.advance(60_000);
  const at = new Date(site.clock.wallNow());
  const runId = run ?? createId();
  if (!run) await operator.patrols.begin({ id: runId, planId, round: 1, startedAt: at });
  const records = remarks.map(({ position = 0, type = 'blocked', note = null }) => ({
    ...{ position, shownFrom: at, shownTo: at, shownMs: 5, status: null },
    ...{ remark: 'abnormal' as const, abnormality: type, note, failed: ['清晰'], remarkedAt: at },
  }));
  await operator.patrols.report({ runId, records });
  return runId;
}
const list = async (more = {}) => (await leader.faults.list({ limit: 50, ...more })).items;

it('what a patrol finds abnormal is a fault, and its record leads there', async () => {
  const runId = await find([{ note: '树枝' }, { position: 1, type: 'blurred' }]);
  const faults = await list();
  expect(faults).toHaveLength(2);
  const fault = faults.find(({ type }) => type === 'blocked');
  expect(fault).toMatchObject({
    cameraId: cameraIds[0],
    cameraName: '东门',
    state: 'open',
    findings: 1,
    remark: '清晰 · 树枝',
  });
  expect(fault?.foundBy).toMatch(/^operator/);
  const { records } = await leader.patrols.run({ id: runId });
  expect(records.map(({ faultId }) => faultId)).toContain(fault?.id);
  const { steps } = await leader.faults.get({ id: fault?.id ?? '' });
  expect(steps).toMatchObject([{ kind: 'found', runId, position: 0, text: '清晰 · 树枝' }]);
});

it('of one camera and type there is one until it is closed; findings are added', async () => {
  await find([{}]);
  const [fault] = await list();
  const id = fault?.id ?? '';
  const again = await find([{ note: '仍在' }]);
  // The same place of the same run, said once more, is no finding of its own.
  await find([{ note: '仍未清理' }], again);
  expect(await list()).toMatchObject([{ id, findings: 2 }]);
  const { steps } = await leader.faults.get({ id });
  expect(steps.map(({ text }) => text)).toEqual(['清晰', '清晰 · 仍未清理']);
  await find([{ type: 'blurred' }]);
  expect(await list({ type: 'blurred' })).toHaveLength(1);
  await operator.faults.close({ id, text: '' });
  await find([{}]);
  expect(await list({ type: 'blocked' })).toMatchObject([
    { state: 'open', findings: 1 },
    { id, state: 'closed' },
  ]);
  expect(await list({ type: 'blocked', unclosed: true })).toHaveLength(1);
});

it('two runs that find it at once open one', async () => {
  await Promise.all([find([{}]), find([{}]), find([{}])]);
  expect(await list()).toMatchObject([{ findings: 3 }]);
});

it('is assigned, mended, found again, closed, with everything written down', async () => {
  await find([{}]);
  const id = (await list())[0]?.id ?? '';
  expect(await codeOf(leader.faults.assign({ id, inCharge: 'x', text: '' }))).toBe(
    'rights.missing',
  );
  await operator.faults.assign({ id, inCharge: '机电一班', text: '今日处理' });
  await operator.faults.mend({ id, text: '已修剪' });
  expect(await codeOf(operator.faults.mend({ id, text: '' }))).toBe('fault.wrong-state');
  await find([{}]);
  expect(await list({ q: '机电' })).toMatchObject([{ state: 'assigned', inCharge: '机电一班' }]);
  await operator.faults.close({ id, text: '复核正常' });
  expect(await codeOf(operator.faults.close({ id, text: '' }))).toBe('fault.wrong-state');
  expect(await codeOf(operator.faults.close({ id: 'none', text: '' }))).toBe('fault.not-found');
  const { steps, closedAt } = await leader.faults.get({ id });
  expect(closedAt).toBeInstanceOf(Date);
  expect(steps.map(({ kind, text }) => [kind, text])).toEqual([
    ['found', '清晰'],
    ['assigned', '机电一班 · 今日处理'],
    ['mended', '已修剪'],
    ['found', '清晰'],
    ['closed', '复核正常'],
  ]);
});

it('pages without a gap and outlives its camera', async () => {
  const { db } = site.services;
  const at = new Date(site.clock.wallNow());
  await db.fault.createMany({
    data: Array.from({ length: 25 }, (_, n) => ({
      ...{ cameraName: `旧 ${n}`, cameraPlace: '', type: 'damage', foundAt: at },
      ...{ foundByName: 'x', lastFoundAt: at },
    })),
  });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await leader.faults.list({ limit: 10, ...(cursor && { cursor }) });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(25);
  expect((await list())[0]).toMatchObject({ cameraId: null, type: 'damage' });
});

it('is exported as it is filtered, and the export is written down', async () => {
  await find([{ note: '树枝' }, { position: 1, type: 'blurred' }]);
  const scope = prove(await site.user('leader'), 'faults.view');
  const wanted = { filter: { type: 'blocked' as const }, timeZone: 'Asia/Shanghai' };
  const book = await faultBook(site.services.db, scope, { ...wanted, locale: 'zh' });
  const rows = await readSheet(book);
  expect(rows).toHaveLength(2);
  expect(rows[0]?.slice(0, 4)).toEqual(['摄像机', '位置', '故障类型', '状态']);
  expect(rows[1]).toContain('东门');
  expect(rows[1]).toContain('画面遮挡');
  const entry = await site.services.db.auditEntry.findFirst({ where: { action: 'faults.export' } });
  expect(entry?.username).toBe(scope.username);
});
