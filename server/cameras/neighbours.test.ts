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
beforeAll(async () => {
  site = await openTestSite();
  const { county, other, road } = await insertPlaces(site.services);
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
    const { id } = await call.cameras.create({
      code: name,
      name,
      divisionId,
      driver: 'rtsp',
      mainAddress: 'rtsp://10.0.0.1/main',
      roadId: road.id,
      direction,
      chainageM,
      ...(lon !== null && { lon, lat: 31 }),
    });
    ids[name] = id;
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
