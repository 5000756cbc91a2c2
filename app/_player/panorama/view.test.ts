import { describe, expect, it } from 'vitest';
import {
  axesOf,
  type Direction,
  degrees,
  directionAt,
  dragged,
  enlarged,
  type PanoramaView,
  reachOf,
  STRAIGHT,
  turned,
} from './view.ts';

const rad = (value: number) => (value * Math.PI) / 180;
const look = (yaw: number, pitch = 0, roll = 0, field = 90): PanoramaView => ({
  yaw: rad(yaw),
  pitch: rad(pitch),
  roll: rad(roll),
  field: rad(field),
});
const SQUARE = reachOf(rad(90), 100, 100);
const inDegrees = ({ yaw, pitch }: Direction) => [degrees(yaw), degrees(pitch)];

describe('what a place on the screen shows', () => {
  it.each([
    ['the middle', look(0), { x: 0, y: 0 }, [0, 0]],
    ['the right edge of 90°', look(0), { x: 1, y: 0 }, [45, 0]],
    ['the upper edge of 90°', look(0), { x: 0, y: 1 }, [0, 45]],
    ['half way to the edge, in angles', look(0), { x: 0.5, y: 0 }, [27, 0]],
    ['the middle of where it looks', look(120, -30), { x: 0, y: 0 }, [120, -30]],
    ['across the seam', look(170), { x: 1, y: 0 }, [-145, 0]],
    ['behind, from below the horizon up', look(180, -45), { x: 0, y: 1 }, [180, 0]],
    ['the right edge of a phone on its side', look(0, 0, 90), { x: 1, y: 0 }, [0, 45]],
    ['the upper edge of a phone on its side', look(0, 0, 90), { x: 0, y: 1 }, [-45, 0]],
  ])('%s', (_name, view, place, direction) => {
    expect(inDegrees(directionAt(view, SQUARE, place))).toEqual(direction);
  });

  it('corners see farther than edges', () => {
    const { yaw, pitch } = directionAt(look(0), SQUARE, { x: 1, y: 1 });
    expect(degrees(yaw)).toBe(45);
    expect(Math.tan(pitch)).toBeCloseTo(1 / Math.SQRT2);
  });
});

it('the field of view lies along the longer side', () => {
  const wide = reachOf(rad(90), 1600, 900);
  expect([wide.x, wide.y]).toEqual([expect.closeTo(1), expect.closeTo(9 / 16)]);
  const tall = reachOf(rad(90), 900, 1600);
  expect([tall.x, tall.y]).toEqual([expect.closeTo(9 / 16), expect.closeTo(1)]);
});

it('axes stand upright on each other, whatever the view', () => {
  for (const view of [look(0), look(77, 33, 12), look(-179, -88, 90)]) {
    const axes = axesOf(view);
    const [right, up, forward] = [0, 3, 6].map((at) => axes.slice(at, at + 3)) as number[][];
    const dot = (one: number[] = [], other: number[] = []) =>
      one.reduce((sum, value, axis) => sum + value * (other[axis] ?? 0), 0);
    for (const axis of [right, up, forward]) expect(dot(axis, axis)).toBeCloseTo(1);
    expect([dot(right, up), dot(up, forward), dot(forward, right)]).toEqual([
      expect.closeTo(0),
      expect.closeTo(0),
      expect.closeTo(0),
    ]);
  }
});

describe('turning', () => {
  it('goes all around, and stops before straight up', () => {
    expect(inDegrees(turned(look(170), { yaw: rad(30), pitch: 0 }))).toEqual([-160, 0]);
    expect(inDegrees(turned(look(0, 80), { yaw: 0, pitch: rad(30) }))).toEqual([0, 88]);
  });
  it('what is dragged stays under the pointer', () => {
    for (const view of [look(0), look(178), look(-120, 5, 0, 40)]) {
      const reach = reachOf(view.field, 1600, 900);
      const [from, to] = [
        { x: 0.3, y: 0 },
        { x: -0.4, y: 0 },
      ];
      const next = dragged(view, reach, from, to);
      const [before, after] = [directionAt(view, reach, from), directionAt(next, reach, to)];
      expect(degrees(after.yaw - before.yaw) % 360).toBe(0);
      expect(after.pitch).toBeCloseTo(before.pitch, 1);
    }
  });
  it('dragging to the right turns to the left, dragging down looks up', () => {
    const next = dragged(STRAIGHT, SQUARE, { x: 0, y: 0 }, { x: 0.2, y: -0.2 });
    expect(next.yaw).toBeLessThan(0);
    expect(next.pitch).toBeGreaterThan(0);
  });
});

it('enlarging has an end, both ways', () => {
  expect(Math.tan(enlarged(STRAIGHT, 2).field / 2)).toBeCloseTo(0.5);
  expect(degrees(enlarged(STRAIGHT, 1000).field)).toBe(15);
  expect(degrees(enlarged(STRAIGHT, 0.001).field)).toBe(110);
});
