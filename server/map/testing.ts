/** Cameras for tests of the map. */
import fc from 'fast-check';
import type { PlacedCamera } from './data.ts';

export function aCamera(fields: Partial<PlacedCamera> & { id: string }): PlacedCamera {
  return {
    name: `摄像机 ${fields.id}`,
    kind: 'bullet',
    status: 'online',
    lon: 117,
    lat: 31,
    azimuth: null,
    chainageM: null,
    ...fields,
  };
}

/** Crowded round one city, sparse over the world, and some at one and the same point. */
const spot = fc.oneof(
  fc.record({
    lon: fc.double({ min: 117.2, max: 117.3, noNaN: true }),
    lat: fc.double({ min: 31.8, max: 31.9, noNaN: true }),
  }),
  fc.record({
    lon: fc.double({ min: -180, max: 180, noNaN: true }),
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
  }),
  fc.constant({ lon: 117.25, lat: 31.83 }),
);

const camera = fc
  .record({
    spot,
    status: fc.constantFrom('online', 'offline', 'fault', 'unknown'),
    azimuth: fc.option(fc.integer({ min: 0, max: 359 })),
  })
  .map(({ spot: at, ...rest }) => ({ ...at, ...rest }));

export const anyCameras: fc.Arbitrary<PlacedCamera[]> = fc
  .array(camera, { maxLength: 200 })
  .map((all) => all.map((fields, n) => aCamera({ id: `n${n}`, ...fields })));
