import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PlacedCamera } from './data.ts';
import { PlaceIndex } from './place-index.ts';
import { aCamera, anyCameras } from './testing.ts';

const asIs = (lon: number, lat: number) => [lon, lat] as const;
const WORLD = { z: 0, x: 0, y: 0 };

function seen(index: PlaceIndex<PlacedCamera>): { ids: string[]; codes: number[] } {
  const found: { ids: string[]; codes: number[] } = { ids: [], codes: [] };
  index.eachIn(WORLD, ({ id }, _x, _y, code) => {
    found.ids.push(id);
    found.codes.push(code);
  });
  return found;
}

it('is after any puts and removals what it would be filled anew', () => {
  const step = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    // Few places, so that several cameras stand at the same one.
    lon: fc.constantFrom(-180, 0, 117, 117.000_001, 180),
    lat: fc.constantFrom(-90, 31, 31.5, 90),
    goes: fc.boolean(),
  });
  fc.assert(
    fc.property(anyCameras, fc.array(step, { maxLength: 60 }), (first, steps) => {
      const index = new PlaceIndex<PlacedCamera>(asIs);
      index.fill(first);
      const known = new Map(first.map((camera) => [camera.id, camera]));
      for (const { id, lon, lat, goes } of steps) {
        const camera = aCamera({ id, lon, lat });
        if (goes) {
          index.remove(id);
          known.delete(id);
        } else {
          index.put(camera);
          known.set(id, camera);
        }
      }
      const { ids, codes } = seen(index);
      expect(ids.toSorted()).toEqual([...known.keys()].toSorted());
      expect(codes).toEqual(codes.toSorted((a, b) => a - b));
      expect([...index.all()].map(({ id }) => index.get(id))).toEqual([...index.all()]);
      for (const [id, camera] of known) expect(index.get(id)).toBe(camera);
    }),
  );
});

it('grows with what comes', () => {
  const index = new PlaceIndex<PlacedCamera>(asIs);
  const ids = Array.from({ length: 3_000 }, (_, n) => `c${n}`);
  for (const [n, id] of ids.entries())
    index.put(aCamera({ id, lon: (n % 360) - 180, lat: (n % 170) - 85 }));
  expect(index.size).toBe(3_000);
  expect(seen(index).ids.toSorted()).toEqual(ids.toSorted());
});
