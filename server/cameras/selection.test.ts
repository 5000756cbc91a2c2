import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import type { Area, Selection } from './schema.ts';

let site: TestSite;
let call: Caller;
let roadId: string;
const ids: Record<string, string> = {};
beforeAll(async () => {
  site = await openTestSite();
  const { county, road } = await insertPlaces(site.services);
  roadId = road.id;
  call = site.browser({ signedInAs: await site.user('admin') }).call;
  const onRoad = { roadId: road.id, direction: 'up' as const };
  const cameras = {
    later: { lon: 117.01, lat: 31, ...onRoad, chainageM: 601_000 },
    earlier: { lon: 117.02, lat: 31, ...onRoad, chainageM: 600_000 },
    opposite: { ...onRoad, direction: 'down' as const, chainageM: 600_500 },
    yard: { lon: 117.03, lat: 31.01 },
    outside: { lon: 118, lat: 31 },
    drawnOutside: { lon: 117.01, lat: 31, displayLon: 118, displayLat: 31 },
    nowhere: {},
  };
  for (const [code, place] of Object.entries(cameras)) {
    const fields = { code, name: code, divisionId: county.id, driver: 'rtsp' as const };
    const address = { mainAddress: `rtsp://10.0.0.1/${code}` };
    ids[code] = (await call.cameras.create({ ...fields, ...address, ...place })).id;
  }
});
afterAll(() => site[Symbol.asyncDispose]());

const BOX: Area = {
  kind: 'shape',
  ring: [
    [117, 30.9],
    [117.1, 30.9],
    [117.1, 31.1],
    [117, 31.1],
  ],
};
const of = (areas: Area[], more: Partial<Selection> = {}): Selection => ({
  areas,
  chosen: [],
  leftOut: [],
  ...more,
});
const road = (part: Partial<Extract<Area, { kind: 'road' }>> = {}): Area => ({
  kind: 'road',
  roadId,
  direction: null,
  fromM: null,
  toM: null,
  ...part,
});
const found = async (selection: Selection) => {
  const { total, first } = await call.cameras.selected(selection);
  expect(total).toBe(first.length);
  return first.map(({ id }) => Object.keys(ids).find((code) => ids[code] === id));
};

describe('a selection', () => {
  it('has what is drawn in a shape, along roads first', async () => {
    expect(await found(of([BOX]))).toEqual(['earlier', 'later', 'yard']);
  });

  it('keeps to a shape that is no box', async () => {
    // A triangle that leaves the yard out, though it is within its sides.
    const ring: [number, number][] = [
      [117, 30.99],
      [117.05, 30.99],
      [117, 31.02],
    ];
    expect(await found(of([{ kind: 'shape', ring }]))).toEqual(['earlier', 'later']);
  });

  it('has a stretch of road either way, in one direction or both', async () => {
    expect(await found(of([road()]))).toEqual(['earlier', 'later', 'opposite']);
    expect(await found(of([road({ fromM: 600_700, toM: 599_000 })]))).toEqual([
      'earlier',
      'opposite',
    ]);
    expect(await found(of([road({ fromM: 600_500, direction: 'up' })]))).toEqual(['later']);
  });

  it('takes areas together and single cameras in and out', async () => {
    const { nowhere = '', yard = '' } = ids;
    const selection = of([BOX, road()], { chosen: [nowhere], leftOut: [yard] });
    expect(await found(selection)).toEqual(['earlier', 'later', 'opposite', 'nowhere']);
  });

  it('is empty where nothing is, and without anything', async () => {
    expect(await found(of([road({ fromM: 1, toM: 2 })]))).toEqual([]);
    expect(await found(of([]))).toEqual([]);
  });

  it('lists its cameras page by page', async () => {
    const selection = of([BOX]);
    const one = await call.cameras.selectedRows({ selection, limit: 2 });
    expect(one.items.map(({ code }) => code)).toEqual(['earlier', 'later']);
    expect(one.nextOffset).toBe(2);
    const two = await call.cameras.selectedRows({ selection, limit: 2, offset: 2 });
    expect(two).toMatchObject({ items: [{ code: 'yard' }], nextOffset: null });
  });

  it('is refused where it is none', async () => {
    const ring: [number, number][] = [
      [117, 31],
      [118, 31],
    ];
    expect(await codeOf(call.cameras.selected(of([{ kind: 'shape', ring }])))).toBe('BAD_REQUEST');
  });
});
