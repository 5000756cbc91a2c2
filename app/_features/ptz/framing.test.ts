import { describe, expect, it } from 'vitest';
import { framingOf, timedMove } from './framing.ts';

describe('a box drawn in the picture', () => {
  it('its middle is turned to, and it comes closer by its longer side', () => {
    const right = framingOf({ fromX: 0.5, fromY: 0, toX: 1, toY: 0.25 });
    expect(right).toEqual({ x: 0.5, y: 0.75, closer: 2 });
  });

  it('drawn to the left it goes back by as much', () => {
    const back = framingOf({ fromX: 0.75, fromY: 0.25, toX: 0.25, toY: 0.75 });
    expect(back).toEqual({ x: 0, y: 0, closer: 0.5 });
  });

  it('a click that trembled is none', () => {
    expect(framingOf({ fromX: 0.5, fromY: 0.5, toX: 0.52, toY: 0.51 })).toBeNull();
  });

  it('as a timed move its axes end together', () => {
    const { motion, ms } = timedMove({ x: 1, y: -0.5, closer: 1 });
    expect({ motion, ms }).toEqual({
      motion: { pan: 1, tilt: -0.5, zoom: 0, focus: 0, iris: 0 },
      ms: 500,
    });
    const closer = timedMove({ x: 0.5, y: 0, closer: 30 });
    expect(closer.ms).toBe(5_000);
    expect(closer.motion).toMatchObject({ pan: 0.05, tilt: 0, zoom: 1 });
  });
});
