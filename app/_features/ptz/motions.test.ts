import { expect, it } from 'vitest';
import { motionOfKeys, motionTowards, speedOf, steeringKey } from './motions.ts';

it('the brackets turn the iris', () => {
  const key = steeringKey(']', 'BracketRight', false);
  expect(motionOfKeys(new Set([key ?? '']))).toMatchObject({ iris: 1, focus: 0 });
  expect(steeringKey('[', 'BracketLeft', false)).toBe('iris-');
});

it('the pointer moves faster the farther it is from the middle', () => {
  expect(motionTowards(0.02, -0.03)).toBeNull();
  expect(motionTowards(0.5, 0)).toMatchObject({ pan: 0.5, tilt: -0 });
  expect(motionTowards(-2, -2)).toMatchObject({ pan: -1, tilt: 1 });
});

it('keys together are a diagonal, against each other nothing', () => {
  expect(motionOfKeys(new Set(['ArrowUp', 'ArrowLeft']))).toMatchObject({ pan: -1, tilt: 1 });
  expect(motionOfKeys(new Set(['ArrowLeft', 'ArrowRight']))).toBeNull();
  expect(motionOfKeys(new Set(['zoom-']))).toMatchObject({ zoom: -1 });
  expect(motionOfKeys(new Set())).toBeNull();
});

it.each([
  ['ArrowUp', 'ArrowUp', false, 'ArrowUp'],
  ['=', 'Equal', false, 'zoom+'],
  ['-', 'Minus', false, 'zoom-'],
  ['+', 'NumpadAdd', false, 'zoom+'],
  ['+', 'NumpadAdd', true, 'focus+'],
  ['+', 'Equal', true, 'focus+'],
  ['_', 'Minus', true, 'focus-'],
  ['a', 'KeyA', false, null],
])('%s (%s, shift %s) is %s', (key, code, shift, name) => {
  expect(steeringKey(key, code, shift)).toBe(name);
});

it('Shift is full speed', () => {
  expect([speedOf(40, false), speedOf(40, true)]).toEqual([40, 100]);
});
