import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../session/policy.ts';
import { type Caller, insertPlaces, openTestSite, type TestSite } from '../trpc/test-site.ts';

let site: TestSite;
let anna: Actor;
let bert: Actor;
const ids: Record<string, string> = {};

const as = (actor: Actor): Caller => site.browser({ signedInAs: actor }).call;
const all = () => ({ areas: [], chosen: Object.values(ids), leftOut: [] });
const holds = async (actor: Actor, code: string) => {
  const { standing } = await as(actor).ptz.state({ cameraId: ids[code] ?? '' });
  return standing.kind === 'locked' ? standing.holder.userId : null;
};

beforeAll(async () => {
  site = await openTestSite();
  [anna, bert] = [await site.user('operator'), await site.user('operator')];
  const admin = as(await site.user('admin'));
  const { county } = await insertPlaces(site.services);
  for (const code of ['dome1', 'dome2', 'dome3', 'fixed']) {
    const camera = await admin.cameras.create({
      code,
      name: code,
      divisionId: county.id,
      driver: 'rtsp',
      mainAddress: `rtsp://10.0.0.1/${code}`,
    });
    ids[code] = camera.id;
    const ptz = {
      panTilt: true,
      zoom: true,
      focus: false,
      iris: false,
      presets: 0,
      home: false,
      setHome: false,
      auxiliary: [],
    };
    const control = {
      profileToken: 'p',
      sourceToken: 's',
      ptz: code === 'fixed' ? null : ptz,
      moveTimeoutMs: null,
      focusSpeed: null,
    };
    await site.services.db.camera.update({ where: { id: camera.id }, data: { control } });
  }
});
afterAll(() => site[Symbol.asyncDispose]());

describe('locks for a selection', () => {
  it('are taken where a camera can be steered and nobody else has it; the others are named', async () => {
    await as(bert).ptz.lock({ cameraId: ids.dome2 ?? '', minutes: 15 });
    const { locked, refused } = await as(anna).ptz.lockMany({ selection: all(), minutes: 5 });
    expect(locked).toBe(2);
    expect(refused).toEqual([{ cameraId: ids.dome2, name: 'dome2', holder: bert.username }]);
    expect(await holds(anna, 'dome1')).toBe(anna.userId);
    expect(await holds(anna, 'dome2')).toBe(bert.userId);
    const entries = await site.services.db.auditEntry.findMany({ where: { action: 'ptz.lock' } });
    expect(entries.map(({ subjectId }) => subjectId).sort()).toEqual(
      [ids.dome1, ids.dome2, ids.dome3].sort(),
    );
  });

  it('are given back by who holds them, and only those', async () => {
    expect(await as(anna).ptz.unlockMany({ selection: all() })).toEqual({ unlocked: 2 });
    expect(await holds(anna, 'dome1')).toBeNull();
    expect(await holds(anna, 'dome2')).toBe(bert.userId);
  });
});

describe('pictures of a selection', () => {
  it('are of every camera in it, by code, and leave an entry', async () => {
    const { items } = await as(anna).pictures.collect({ selection: all() });
    expect(items.map(({ code }) => code)).toEqual(['dome1', 'dome2', 'dome3', 'fixed']);
    const entry = await site.services.db.auditEntry.findFirst({
      where: { action: 'pictures.collect' },
    });
    expect(entry?.details).toEqual({ cameras: 4 });
  });
});
