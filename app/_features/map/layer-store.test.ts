import { beforeEach, describe, expect, it } from 'vitest';
import { createLayerStore } from './layer-store.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    value: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    },
  });
});

describe('the layers of the map', () => {
  it('go off and on again, and are remembered', () => {
    const store = createLayerStore('u');
    store.getState().toggle('posts');
    store.getState().toggle('dome');
    store.getState().toggle('posts');
    store.getState().chooseBasemap('b');
    const { hidden, basemapId } = createLayerStore('u').getState();
    expect({ hidden, basemapId }).toEqual({ hidden: ['dome'], basemapId: 'b' });
    expect(createLayerStore('other').getState().hidden).toEqual([]);
  });

  it('are what can be read of what was kept', () => {
    const { merge } = createLayerStore('u').persist.getOptions();
    const current = createLayerStore('u').getState();
    expect(merge?.({ hidden: ['weather', 'roads'], panel: 7 }, current)).toMatchObject({
      hidden: ['roads'],
      basemapId: null,
      panel: false,
    });
    expect(merge?.('nonsense', current)).toMatchObject({ hidden: [], basemapId: null });
  });
});
