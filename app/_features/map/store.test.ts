import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMapStore, MOST_PINS } from './store.ts';

const pin = (cameraId: string) => ({ cameraId, x: 0, y: 0 });

/** What the browser keeps between visits. */
function fakeStorage(): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  return kept;
}

let kept: Map<string, string>;
beforeEach(() => {
  kept = fakeStorage();
});
afterEach(() => vi.unstubAllGlobals());

describe('map store', () => {
  it('comes back as each person left it', () => {
    createMapStore('left').getState().pin(pin('a'));
    expect([...kept.keys()]).toEqual(['lukou-map-left']);
    expect(createMapStore('left').getState().pins).toEqual([pin('a')]);
    expect(createMapStore('other').getState().pins).toEqual([]);
  });
  it('pins up to four pictures; the oldest makes room', () => {
    const store = createMapStore('one');
    const told = ['a', 'b', 'c', 'd', 'e'].map((id) => store.getState().pin(pin(id)));
    expect(told).toEqual([false, false, false, false, true]);
    expect(store.getState().pins.map(({ cameraId }) => cameraId)).toEqual(['b', 'c', 'd', 'e']);
    expect(MOST_PINS).toBe(4);
  });
  it('moves a picture that is pinned already instead of adding it twice', () => {
    const store = createMapStore('two');
    store.getState().pin(pin('a'));
    store.getState().pin({ cameraId: 'a', x: 9, y: 9 });
    expect(store.getState().pins).toEqual([{ cameraId: 'a', x: 9, y: 9 }]);
  });
  it('shows the next camera where the one before was, never twice', () => {
    const store = createMapStore('next');
    store.getState().pin({ cameraId: 'a', x: 9, y: 9 });
    store.getState().pin(pin('b'));
    store.getState().replacePin('a', 'c');
    expect(store.getState().pins).toEqual([{ cameraId: 'c', x: 9, y: 9 }, pin('b')]);
    store.getState().replacePin('c', 'b');
    expect(store.getState().pins).toEqual([{ cameraId: 'b', x: 9, y: 9 }]);
    expect(store.getState().selectedId).toBe('b');
  });
  it('opens and closes branches per tree', () => {
    const store = createMapStore('three');
    store.getState().toggleBranch('divisions', '34', true);
    store.getState().toggleBranch('groups', '34', true);
    store.getState().toggleBranch('divisions', '34', false);
    expect([store.getState().expanded.divisions, store.getState().expanded.groups]).toEqual([
      [],
      ['34'],
    ]);
  });
});
