import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../session/policy.ts';
import { type Caller, codeOf, openTestSite, type TestSite } from '../trpc/test-site.ts';
import type { WallCell } from './schema.ts';

let site: TestSite;
let actors: Record<'admin' | 'operator' | 'other' | 'leader', Actor>;
let admin: Caller;
let operator: Caller;
let other: Caller;
let leader: Caller;
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
});
afterAll(() => site[Symbol.asyncDispose]());

const cell = (cameraId: string | null, quality: WallCell['quality'] = 'auto') => ({
  cameraId,
  quality,
});
const make = (more: Partial<Parameters<Caller['walls']['create']>[0]> = {}) =>
  operator.walls.create({ name: '早高峰', layout: '4', cells: [cell('a'), cell(null)], ...more });

/** What a refused call says beside its code. */
async function detailsOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof Error && error.cause instanceof Error && 'details' in error.cause
    ? error.cause.details
    : null;
}

describe('a saved wall', () => {
  it('comes back with its cameras, also those that do not exist', async () => {
    const cells = [cell('gone'), cell(null), cell('b', 'main')];
    const { id } = await make({ name: '  晚高峰 ', cells });
    expect(await operator.walls.get({ id })).toMatchObject({
      name: '晚高峰',
      layout: '4',
      cells,
      cameras: 2,
      owner: { id: actors.operator.userId },
      shared: false,
      locked: false,
      version: 1,
      mayChange: true,
      mayManage: true,
    });
  });

  it('is read even where another version wrote it', async () => {
    const { id } = await make();
    await site.services.db.wallView.update({
      where: { id },
      data: { layout: '5 free', cells: [{ cameraId: 7 }, cell('b'), 'x', null, cell(null)] },
    });
    const view = await operator.walls.get({ id });
    expect(view.layout).toBe('6');
    expect(view.cells.map(({ cameraId }) => cameraId)).toEqual([null, 'b', null, null, null]);
  });

  it('keeps what its event cells wait for; cells from before have nothing of it', async () => {
    const events = { severity: 'warn', kind: 'tamper', holdS: 60 } as const;
    const { id } = await make({ cells: [cell('a'), { ...cell(null), events }] });
    expect((await operator.walls.get({ id })).cells).toEqual([
      cell('a'),
      { ...cell(null), events },
    ]);
    const wrong = { ...events, holdS: 1 };
    expect(await codeOf(make({ cells: [{ ...cell(null), events: wrong }] }))).toBe('BAD_REQUEST');
  });

  it.each([
    ['no name', { name: ' ' }],
    ['a long name', { name: 'x'.repeat(65) }],
    ['too many cells', { cells: Array.from({ length: 37 }, () => cell(null)) }],
    ['a layout that does not exist', { layout: '5' as never }],
    ['a free grid whose cells overlap', { layout: 'free:3x3:0.0.2.2,1.1.2.2' as const }],
    ['a quality that does not exist', { cells: [cell('a', 'best' as never)] }],
  ])('is refused with %s', async (_, more) => {
    expect(await codeOf(make(more))).toBe('BAD_REQUEST');
  });
});

describe('who sees it', () => {
  it('is its owner until it is shared, then everybody', async () => {
    const { id } = await make();
    const seen = () =>
      Promise.all([other, leader, admin].map((call) => codeOf(call.walls.get({ id }))));
    const listed = async (call: Caller) =>
      (await call.walls.list()).items.some((item) => item.id === id);
    expect(await seen()).toEqual(['wall.not-found', 'wall.not-found', 'wall.not-found']);
    expect([await listed(operator), await listed(leader)]).toEqual([true, false]);
    await operator.walls.update({ id, version: 1, shared: true });
    expect(await seen()).toEqual([null, null, null]);
    expect(await listed(leader)).toBe(true);
    expect(await leader.walls.get({ id })).toMatchObject({ mayChange: false, mayManage: false });
  });
});

describe('who changes it', () => {
  it('is any operator as to cameras, the owner and administrators as to the rest', async () => {
    const { id } = await make({ shared: true });
    await other.walls.update({ id, version: 1, cells: [cell('z')] });
    expect(await codeOf(other.walls.update({ id, version: 2, name: 'mine' }))).toBe(
      'wall.not-yours',
    );
    expect(await codeOf(other.walls.remove({ id }))).toBe('wall.not-yours');
    expect(await codeOf(leader.walls.update({ id, version: 2, cells: [] }))).toBe('rights.missing');
    await admin.walls.update({ id, version: 2, name: 'ours', locked: true });
    expect(await operator.walls.get({ id })).toMatchObject({
      name: 'ours',
      cells: [cell('z')],
      version: 3,
    });
  });

  it('is nobody while it is locked', async () => {
    const { id } = await make({ shared: true, locked: true });
    for (const call of [operator, other, admin])
      expect(await codeOf(call.walls.update({ id, version: 1, layout: '9' }))).toBe('wall.locked');
    expect(await codeOf(operator.walls.remove({ id }))).toBe('wall.locked');
    expect(await codeOf(other.walls.update({ id, version: 1, locked: false }))).toBe(
      'wall.not-yours',
    );
    await operator.walls.update({ id, version: 1, locked: false });
    expect((await other.walls.update({ id, version: 2, layout: '9' })).layout).toBe('9');
  });
});

describe('two people saving', () => {
  it('refuses the later one, says who was faster, and keeps what is there', async () => {
    const { id } = await make({ shared: true });
    await other.walls.update({ id, version: 1, cells: [cell('first')] });
    const late = operator.walls.update({ id, version: 1, cells: [cell('second')] });
    expect(await detailsOf(late)).toMatchObject({ version: 2, name: actors.other.username });
    expect(await codeOf(late)).toBe('wall.changed');
    expect(await operator.walls.get({ id })).toMatchObject({ version: 2, cells: [cell('first')] });
  });

  it('lets exactly one of many through at the same moment', async () => {
    const { id } = await make({ shared: true });
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      codeOf(other.walls.update({ id, version: 1, cells: [cell(name)] })),
    );
    const codes = await Promise.all(all);
    expect(codes.filter((code) => code === null)).toHaveLength(1);
    expect(codes.filter((code) => code === 'wall.changed')).toHaveLength(4);
    expect((await operator.walls.get({ id })).version).toBe(2);
  });
});

describe('removing', () => {
  it('can be taken back as it was, for an hour', async () => {
    const { id } = await make();
    const before = await operator.walls.get({ id });
    const { undoToken } = await operator.walls.remove({ id });
    expect(await codeOf(operator.walls.get({ id }))).toBe('wall.not-found');
    expect(await codeOf(operator.walls.update({ id, version: 1, name: 'x' }))).toBe(
      'wall.not-found',
    );
    expect(await codeOf(other.walls.restore({ undoToken }))).toBe('undo.expired');
    expect(await operator.walls.restore({ undoToken })).toEqual(before);
    const again = await operator.walls.remove({ id });
    site.clock.advance(61 * 60_000);
    expect(await codeOf(operator.walls.restore(again))).toBe('undo.expired');
  });
});

it('keeps nobody from working by another one’s five hundred views', async () => {
  const hoarder = await site.user('operator');
  const { call } = site.browser({ signedInAs: hoarder });
  await site.services.db.wallView.createMany({
    data: Array.from({ length: 500 }, () => ({
      name: 'n',
      layout: '1',
      cells: [],
      ownerId: hoarder.userId,
      changedById: hoarder.userId,
    })),
  });
  const input = { name: 'one more', layout: '1' as const, cells: [] };
  expect(await codeOf(call.walls.create(input))).toBe('wall.too-many');
  expect(await codeOf(operator.walls.create(input))).toBe(null);
});
