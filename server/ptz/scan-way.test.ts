import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apart, arcOf, type Heading, headingAt, isWide, offsetOf } from './scan-way.ts';

it.each([
  ['in the middle', -0.25, 0.25, 0.5],
  ['past the seam', 0.875, -0.875, 0.25],
  ['nearly all round', 0.125, -0.125, 1.75],
])('an arc %s', (_, left, right, arc) => {
  expect(arcOf(left, right)).toBe(arc);
});

it.each<[string, number, Heading, Heading]>([
  ['goes on before the right limit', 0.95, 'right', 'right'],
  ['goes on past the seam', -0.95, 'right', 'right'],
  ['turns at the right limit', -0.875, 'right', 'left'],
  ['turns when it went past it', -0.7, 'right', 'left'],
  ['comes back over the seam', 0.9, 'left', 'left'],
  ['turns at the left limit', 0.875, 'left', 'right'],
  ['turns when it went past that', 0.7, 'left', 'right'],
  ['comes in from the left', 0.6, 'right', 'right'],
  ['comes in from the right', -0.6, 'left', 'left'],
])('a scan over the seam %s', (_, pan, heading, next) => {
  expect(headingAt(pan, heading, { leftPan: 0.875, rightPan: -0.875 })).toBe(next);
});

it.each([
  [0.1, 0.1, false],
  [0.1, 0.11, false],
  [0.11, 0.1, false],
  [0.1, 0.2, true],
  [1, -1, false],
])('limits at %d and %d are apart: %s', (left, right, wide) => {
  expect(isWide(left, right)).toBe(wide);
});

const pan = fc.double({ min: -1, max: 1, noNaN: true });

it('wherever it looks, a scan comes into its arc and stays there', () => {
  fc.assert(
    fc.property(pan, pan, pan, (start, leftPan, rightPan) => {
      fc.pre(isWide(leftPan, rightPan));
      const step = 0.01;
      const arc = arcOf(leftPan, rightPan);
      let at = start;
      let heading = headingAt(at, 'right', { leftPan, rightPan });
      let turns = 0;
      for (let steps = 0; steps < 800; steps++) {
        at += heading === 'right' ? step : -step;
        if (at > 1) at -= 2;
        if (at < -1) at += 2;
        const next = headingAt(at, heading, { leftPan, rightPan });
        if (next !== heading) turns += 1;
        heading = next;
        // Outside only until its first turn, and by a step at most afterwards.
        if (turns > 0) {
          const offset = offsetOf(at, leftPan, rightPan);
          expect(offset).toBeGreaterThan(-2 * step);
          expect(offset).toBeLessThan(arc + 2 * step);
        }
      }
      expect(turns).toBeGreaterThan(1);
    }),
  );
});

it('two pans are never farther apart than half a turn, whichever comes first', () => {
  fc.assert(
    fc.property(pan, pan, (one, other) => {
      expect(apart(one, other)).toBeLessThanOrEqual(1);
      expect(apart(one, other)).toBeCloseTo(apart(other, one), 9);
    }),
  );
});
