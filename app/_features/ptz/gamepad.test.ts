import { expect, it } from 'vitest';
import { motionOfPad, padStops } from './gamepad.ts';

const pad = (axes: number[], values: Readonly<Record<number, number>> = {}) => ({
  axes,
  buttons: Array.from({ length: 17 }, (_, index) => {
    const value = values[index] ?? 0;
    return { value, pressed: value > 0.5 };
  }),
});

it('a stick at rest moves nothing', () => {
  expect(motionOfPad(pad([0.1, -0.14, 0, 0.05]))).toBeNull();
  expect(motionOfPad({ axes: [], buttons: [] })).toBeNull();
});

it('turns faster the farther the stick is pushed, up is up', () => {
  expect(motionOfPad(pad([1, 0]))).toMatchObject({ pan: 1, tilt: 0 });
  expect(motionOfPad(pad([-0.575, -1]))).toMatchObject({ pan: -0.5, tilt: 1 });
});

it('triggers and the right stick zoom, shoulders focus', () => {
  expect(motionOfPad(pad([0, 0, 0, 0], { 7: 1 }))).toMatchObject({ zoom: 1 });
  expect(motionOfPad(pad([0, 0, 0, 0], { 6: 1 }))).toMatchObject({ zoom: -1 });
  expect(motionOfPad(pad([0, 0, 0, -1]))).toMatchObject({ zoom: 1 });
  expect(motionOfPad(pad([0, 0, 0, 0], { 4: 1 }))).toMatchObject({ focus: -1 });
});

it('the bottom button stops', () => {
  expect(padStops(pad([1, 0], { 0: 1 }))).toBe(true);
  expect(padStops(pad([1, 0]))).toBe(false);
});
