import fc from 'fast-check';
import { expect, it } from 'vitest';
import { azimuthAt, azimuthsApart, panTowards, panZeroOf, zoomFor } from './sight.ts';

it.each([
  ['straight ahead', 30, 30, 0],
  ['a quarter to the right', 120, 30, 0.5],
  ['a quarter to the left, over north', 300, 30, -0.5],
  ['right behind', 210, 30, 1],
  ['just left of behind', 211, 30, -179 / 180],
  ['over north', 5, 355, 10 / 180],
])('the pan %s', (_, azimuth, panZero, pan) => {
  expect(panTowards(azimuth, panZero)).toBeCloseTo(pan, 9);
});

it.each([
  [350, 10, 20],
  [10, 350, 20],
  [0, 180, 180],
  [90, 90, 0],
])('%d° and %d° are %d° apart', (one, other, apart) => {
  expect(azimuthsApart(one, other)).toBeCloseTo(apart, 9);
});

it.each([
  ['a near place is seen wide', 50, 0],
  ['one 300 m away comes three times closer', 300, 0.065],
  ['one a kilometre away ten times', 1_000, 0.297],
  ['nothing closer than it can', 50_000, 1],
])('%s', (_, distanceM, zoom) => {
  expect(zoomFor(distanceM)).toBeCloseTo(zoom, 3);
});

const azimuths = fc.double({ min: 0, max: 360, maxExcluded: true, noNaN: true });
const pans = fc.double({ min: -1, max: 1, noNaN: true });

it('looks where it was pointed, whatever its calibration', () => {
  fc.assert(
    fc.property(azimuths, azimuths, (azimuth, panZero) => {
      const pan = panTowards(azimuth, panZero);
      expect(Math.abs(pan)).toBeLessThanOrEqual(1);
      expect(azimuthsApart(azimuthAt(pan, panZero), azimuth)).toBeLessThan(1e-6);
    }),
  );
});

it('what looks somewhere at a pan does so by the calibration that follows', () => {
  fc.assert(
    fc.property(pans, azimuths, (pan, azimuth) => {
      expect(azimuthsApart(azimuthAt(pan, panZeroOf(pan, azimuth)), azimuth)).toBeLessThan(1e-6);
    }),
  );
});
