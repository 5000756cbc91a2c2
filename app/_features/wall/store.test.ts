import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contentOf, createWallStore, hasUnsaved } from './store.ts';

let kept: Map<string, string>;
beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

const open = (userId = 'one') => {
  const store = createWallStore(userId);
  return { store, wall: () => store.getState() };
};
const ids = ({ cells }: { cells: readonly { cameraId: string | null }[] }, count = 4) =>
  cells.slice(0, count).map(({ cameraId }) => cameraId);

describe('filling cells', () => {
  it('goes on to the next empty one, past those that are taken', () => {
    const { wall } = open();
    wall().put(1, 'b');
    for (const id of ['a', 'c', 'd']) wall().pick(id);
    expect([ids(wall()), wall().focus]).toEqual([['a', 'b', 'c', 'd'], 3]);
  });
  it('takes many from one cell on, as far as there are cells', () => {
    const { wall } = open();
    for (const id of ['a', 'b', 'c', 'd']) wall().pick(id);
    wall().setQuality(2, 'main');
    wall().put(4, 'hidden');
    wall().fill(1, ['x', 'y', 'z', 'over']);
    expect(ids(wall(), 5)).toEqual(['a', 'x', 'y', 'z', 'hidden']);
    expect([wall().cells[2]?.quality, wall().focus]).toEqual(['main', 1]);
  });
  it('stays where a camera was replaced', () => {
    const { wall } = open();
    wall().put(0, 'a');
    wall().pick('b');
    wall().pick('c');
    expect([ids(wall()), wall().focus]).toEqual([['c', null, null, null], 0]);
  });
  it('swaps two cells with their quality, also with an empty one', () => {
    const { wall } = open();
    wall().put(0, 'a');
    wall().setQuality(0, 'main');
    wall().swap(0, 2);
    expect(wall().cells.slice(0, 3)).toEqual([
      { cameraId: null, quality: 'auto' },
      { cameraId: null, quality: 'auto' },
      { cameraId: 'a', quality: 'main' },
    ]);
    expect(wall().focus).toBe(2);
  });
  it('empties a cell, and leaves its enlargement', () => {
    const { wall } = open();
    wall().put(1, 'a');
    wall().maximise(1);
    wall().clear(1);
    expect([ids(wall()), wall().maximised]).toEqual([[null, null, null, null], null]);
  });
});

describe('layouts', () => {
  it('keep the cameras that a smaller one hides', () => {
    const { wall } = open();
    wall().put(3, 'd');
    wall().focusCell(3);
    wall().chooseLayout('1');
    expect(wall().focus).toBe(0);
    wall().chooseLayout('9');
    expect(wall().cells[3]?.cameraId).toBe('d');
  });
  it('ignore a cell that is not there', () => {
    const { wall } = open();
    wall().focusCell(2);
    wall().focusCell(4);
    wall().focusCell(-1);
    expect(wall().focus).toBe(2);
  });
});

describe('a saved view', () => {
  const view = { id: 'v', version: 3, layout: '9', cells: [{ cameraId: 'a', quality: 'sub' }] };
  const saved = { ...view, layout: '9', cells: [{ cameraId: 'a', quality: 'sub' }] } as const;

  it('is unchanged until something is, and again when that is undone', () => {
    const { wall } = open();
    expect(hasUnsaved(wall())).toBe(false);
    wall().open(saved);
    expect(hasUnsaved(wall())).toBe(false);
    wall().swap(0, 5);
    expect(hasUnsaved(wall())).toBe(true);
    wall().swap(5, 0);
    expect(hasUnsaved(wall())).toBe(false);
  });
  it('is what was sent, not what was changed while it was on its way', () => {
    const { wall } = open();
    wall().put(0, 'a');
    const sent = contentOf(wall());
    wall().put(1, 'b');
    wall().markSaved('v', 1, sent);
    expect(hasUnsaved(wall())).toBe(true);
    wall().clear(1);
    expect(hasUnsaved(wall())).toBe(false);
  });
  it('leaves its pictures behind when it is gone', () => {
    const { wall } = open();
    wall().open(saved);
    wall().detach();
    expect([wall().opened, ids(wall(), 1), hasUnsaved(wall())]).toEqual([null, ['a'], true]);
  });
});

describe('between visits', () => {
  it('comes back for the same person only', () => {
    const { wall } = open();
    wall().chooseLayout('16');
    wall().put(15, 'p');
    wall().maximise(15);
    expect(open().wall().cells[15]?.cameraId).toBe('p');
    expect(open().wall().maximised).toBe(null);
    expect(open('two').wall().layout).toBe('4');
  });
  it.each([
    ['a layout of another version', { layout: 'free', cells: [] }],
    ['no cells', { layout: '9' }],
    ['nothing', null],
  ])('starts empty with %s', (_, state) => {
    kept.set('lukou-wall-one', JSON.stringify({ state, version: 1 }));
    expect([open().wall().layout, ids(open().wall(), 2)]).toEqual(['4', [null, null]]);
  });
  it('looks as its person wanted, and as usual where what was kept is no look', () => {
    const { wall } = open();
    expect(wall().style).toEqual({ title: 'top', size: 'small', gap: 'line' });
    wall().restyle({ title: 'bottom', gap: 'none' });
    wall().restyle({ size: 'huge' });
    expect(open().wall().style).toEqual({ title: 'bottom', size: 'small', gap: 'none' });
    const style = { title: 'left', size: 'large', gap: 3 };
    kept.set('lukou-wall-one', JSON.stringify({ state: { layout: '9', cells: [], style } }));
    expect(open().wall().style).toEqual({ title: 'top', size: 'large', gap: 'line' });
    kept.set('lukou-wall-one', JSON.stringify({ state: { layout: '9', cells: [] } }));
    expect(open().wall().style).toEqual({ title: 'top', size: 'small', gap: 'line' });
  });
  it('keeps what it understands of damaged cells, whatever version wrote them', () => {
    const cells = [7, { cameraId: 'a', quality: 'best' }, null, { cameraId: 5 }];
    const state = { layout: '9', cells, focus: 99, opened: { id: 1 } };
    kept.set('lukou-wall-one', JSON.stringify({ state, version: 9 }));
    const { wall } = open();
    expect([ids(wall()), wall().focus, wall().opened]).toEqual([[null, 'a', null, null], 0, null]);
    expect([wall().cells[1]?.quality, wall().cells.length]).toEqual(['auto', 36]);
  });
});
