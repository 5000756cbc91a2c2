import { describe, expect, it } from 'vitest';
import { keepOnStage, PIN_HEIGHT, PIN_WIDTH, placeForPin } from './pin-place.ts';

const stage = { width: 1000, height: 760 };

describe('place of a pinned picture', () => {
  it('stands above and right of the camera where there is room', () => {
    expect(placeForPin({ x: 300, y: 400 }, stage)).toEqual({ x: 336, y: 400 - 36 - PIN_HEIGHT });
  });
  it('goes to the other side at the edge', () => {
    const place = placeForPin({ x: 950, y: 60 }, stage);
    expect(place).toEqual({ x: 950 - 36 - PIN_WIDTH, y: 96 });
  });
  it('keeps off other pictures, four times over', () => {
    const places = [0, 1, 2, 3].reduce<{ x: number; y: number }[]>(
      (taken) => [...taken, placeForPin({ x: 500, y: 380 }, stage, taken)],
      [],
    );
    const apart = places.every((a, index) =>
      places
        .slice(index + 1)
        .every((b) => Math.abs(a.x - b.x) >= PIN_WIDTH || Math.abs(a.y - b.y) >= PIN_HEIGHT),
    );
    expect(apart).toBe(true);
  });
  it('is held on the stage', () => {
    expect(keepOnStage({ x: -50, y: 5_000 }, stage)).toEqual({ x: 12, y: 760 - PIN_HEIGHT - 12 });
  });
});
