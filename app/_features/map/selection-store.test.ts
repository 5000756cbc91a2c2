import { beforeEach, expect, it } from 'vitest';
import type { Area } from '../../../server/cameras/schema.ts';
import { isEmpty, NO_SELECTION, useSelection } from './selection-store.ts';

const road = (roadId: string): Area => ({
  kind: 'road',
  roadId,
  direction: null,
  fromM: null,
  toM: null,
});
const store = () => useSelection.getState();
beforeEach(() => {
  store().clear();
  store().use(null);
});

it('a new area takes the place of everything, or stands beside it', () => {
  store().add(['a']);
  store().use('lasso');
  store().take(road('1'), false);
  expect(store().selection).toEqual({ areas: [road('1')], chosen: [], leftOut: [] });
  expect(store().tool).toBeNull();
  store().take(road('2'), true);
  expect(store().selection.areas).toEqual([road('1'), road('2')]);
});

it('single cameras go in and out', () => {
  store().take(road('1'), false);
  store().leaveOut('a');
  expect(store().selection.leftOut).toEqual(['a']);
  store().add(['a', 'b']);
  expect(store().selection).toMatchObject({ chosen: ['a', 'b'], leftOut: [] });
  store().leaveOut('b');
  expect(store().selection).toMatchObject({ chosen: ['a'], leftOut: ['b'] });
});

it('what was taken out of nothing is not remembered', () => {
  store().add(['a']);
  store().leaveOut('a');
  expect(store().selection).toEqual(NO_SELECTION);
  expect(isEmpty(store().selection)).toBe(true);
});

it('what was cleared comes back', () => {
  store().add(['a']);
  const { selection } = store();
  store().clear();
  expect(isEmpty(store().selection)).toBe(true);
  store().restore(selection);
  expect(store().selection.chosen).toEqual(['a']);
});
