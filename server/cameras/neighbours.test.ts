import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';

let site: TestSite;
let call: Caller;
const ids: Record<string, string> = {};
let base = { divisionId: '', roadId: '' };
beforeAll(async () => {
  site = await openTestSite();
  const { county, other, road } = await insertPlaces(site.services);
  base = { divisionId: county.id, roadId: road.id };
  call = site.browser({ signedInAs: await site.user('admin') }).call;
  const rows = [
    ['first', county.id, 'up', 612_000, 117],
    ['twin-a', county.id, 'up', 613_000, 117.1],
    ['twin-b', county.id, 'up', 613_000, 117.1],
    ['elsewhere', other.id, 'up', 614_500, null],
    ['last', county.id, 'up', 616_000, 117.2],
    ['opposite', county.id, 'down', 613_200, 117.1],
  ] as const;
  for (const [name, divisionId, direction, chainageM, lon] of rows) {
    const at = lon === null ? {} : { lon, lat: 31 };
    ids[name] = await insertOnRoad(name, direction, chainageM, { divisionId, ...at });
  }
  const { id } = await call.cameras.create({
    code: 'yard',
    name: 'yard',
    divisionId: county.id,
    driver: 'rtsp',
    mainAddress: 'rtsp://10.0.0.1/main',
  });
  ids.yard = id;
});
afterAll(() => site[Symbol.asyncDispose]());

async function insertOnRoad(
  name: string,
  direction: 'up' | 'down' | undefined,
  chainageM: number,
  more: { divisionId?: string; lon?: number; lat?: number } = {},
): Promise<string> {
  const { id } = await call.cameras.create({
    code: name,
    name,
    driver: 'rtsp',
    mainAddress: 'rtsp://10.0.0.1/main',
    chainageM,
    ...(direction && { direction }),
    ...base,
    ...more,
  });
  return id;
}

async function walk(from: string, way: 'forward' | 'backward', onMap = false): Promise<string[]> {
  const names: string[] = [];
  for (let id = ids[from]; id !== undefined; ) {
    const next = (await call.cameras.neighbours({ id, onMap }))[way];
    if (next === null) break;
    names.push(next.name);
    id = next.id;
  }
  return names;
}

const names = async (around: Promise<{ ids: string[] }>) => {
  const { ids: found } = await around;
  return found.map((id) => Object.keys(ids).find((name) => ids[name] === id));
};

describe('the stretch of road around a camera', () => {
  it('is its own direction in order of chainage, as far as asked either way', async () => {
    const around = (withinM: number) =>
      names(call.cameras.along({ id: ids.elsewhere ?? '', withinM }));
    const [one, other, ...rest] = await around(1_500);
    expect([one, other].toSorted()).toEqual(['twin-a', 'twin-b']);
    expect(rest).toEqual(['elsewhere', 'last']);
    expect(await around(1_499)).toEqual(['elsewhere']);
    expect(await around(2_500)).toHaveLength(5);
  });

  it('goes as far as it must to show as many as asked', async () => {
    const found = await call.cameras.along({ id: ids.last ?? '', withinM: 100, atLeast: 2 });
    expect(await names(Promise.resolve(found))).toEqual(['elsewhere', 'last']);
    expect(found.reachM).toBe(1_500);
  });

  it('is the camera alone on no road', async () => {
    expect(await names(call.cameras.along({ id: ids.yard ?? '', withinM: 2_000 }))).toEqual([
      'yard',
    ]);
  });

  it('is refused for a camera that is not there', async () => {
    expect(await codeOf(call.cameras.along({ id: 'nobody', withinM: 2_000 }))).toBe(
      'camera.not-found',
    );
  });

  it('keeps the nearest where a wall has no room for all', async () => {
    const code = (index: number) => `row-${index}`;
    const row: string[] = [];
    for (let index = 0; index < 40; index += 1)
      row.push(await insertOnRoad(code(index), undefined, 700_000 + index * 10));
    const { ids: found } = await call.cameras.along({ id: row[39] ?? '', withinM: 50_000 });
    expect(found).toEqual(row.slice(4));
  });
});

describe('the next camera along the road', () => {
  it('goes through all of one direction, across divisions, each once', async () => {
    const forward = await walk('first', 'forward');
    expect(forward.toSorted()).toEqual(['elsewhere', 'last', 'twin-a', 'twin-b']);
    expect(forward.slice(2)).toEqual(['elsewhere', 'last']);
    expect(await walk('last', 'backward')).toEqual([...forward.slice(0, 3).toReversed(), 'first']);
  });

  it('may leave out those that are not on the map', async () => {
    expect(await walk('first', 'forward', true)).not.toContain('elsewhere');
  });

  it('stays on its own direction', async () => {
    expect(await walk('opposite', 'forward')).toEqual([]);
  });

  it('is nobody for a camera on no road', async () => {
    expect(await call.cameras.neighbours({ id: ids.yard ?? '' })).toEqual({
      backward: null,
      forward: null,
    });
  });

  it('does not know removed cameras', async () => {
    await call.cameras.remove({ ids: [ids.last ?? ''] });
    expect(await walk('first', 'forward')).not.toContain('last');
    expect(await codeOf(call.cameras.neighbours({ id: ids.last ?? '' }))).toBe('camera.not-found');
  });
});
