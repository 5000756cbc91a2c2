import { describe, expect, it } from 'vitest';
import { pan, transformOf, WHOLE, zoomAt } from './picture-zoom.ts';

describe('electronic zoom', () => {
  it('keeps what is under the pointer where it is', () => {
    const at = { x: 0.25, y: -0.1 };
    const once = zoomAt(WHOLE, at, 2);
    expect(once).toEqual({ scale: 2, x: -0.25, y: 0.1 });
    const place = (view: typeof once) => (at.x - view.x) / view.scale;
    expect(place(zoomAt(once, at, 1.5))).toBeCloseTo(place(once));
  });

  it.each([
    ['never smaller than whole', zoomAt(WHOLE, { x: 0.3, y: 0.3 }, 0.5), WHOLE],
    ['not beyond eight times', zoomAt(WHOLE, { x: 0, y: 0 }, 99), { scale: 8, x: 0, y: 0 }],
    [
      'no edge inside the frame',
      pan({ scale: 2, x: 0, y: 0 }, { x: 0.9, y: -0.9 }),
      { scale: 2, x: 0.5, y: -0.5 },
    ],
    [
      'back to the middle on the way out',
      zoomAt({ scale: 2, x: 0.5, y: 0.5 }, { x: -0.5, y: -0.5 }, 0.5),
      WHOLE,
    ],
  ])('%s', (_, view, expected) => {
    expect(view).toEqual(expected);
  });

  it('is no transform while nothing is enlarged', () => {
    expect([transformOf(WHOLE), transformOf({ scale: 2, x: 0.25, y: 0 })]).toEqual([
      '',
      'translate(25%, 0%) scale(2)',
    ]);
  });
});
