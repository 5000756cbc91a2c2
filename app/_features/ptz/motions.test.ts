import { expect, it } from 'vitest';
import { actionWithShift } from '../keys/keymap.ts';
import { motionOfKeys, motionTowards, speedOf, steeringOf } from './motions.ts';

it('the pointer moves faster the farther it is from the middle', () => {
  expect(motionTowards(0.02, -0.03)).toBeNull();
  expect(motionTowards(0.5, 0)).toMatchObject({ pan: 0.5, tilt: -0 });
  expect(motionTowards(-2, -2)).toMatchObject({ pan: -1, tilt: 1 });
});

it('keys together are a diagonal, against each other nothing', () => {
  expect(motionOfKeys(new Set(['turnUp', 'turnLeft'] as const))).toMatchObject({
    pan: -1,
    tilt: 1,
  });
  expect(motionOfKeys(new Set(['turnLeft', 'turnRight'] as const))).toBeNull();
  expect(motionOfKeys(new Set(['lensOut'] as const))).toMatchObject({ zoom: -1 });
  expect(motionOfKeys(new Set())).toBeNull();
});

it.each([
  ['ArrowUp', 'ArrowUp', false, 'turnUp'],
  ['ArrowUp', 'ArrowUp', true, 'turnUp'],
  ['=', 'Equal', false, 'lensIn'],
  ['-', 'Minus', false, 'lensOut'],
  ['+', 'NumpadAdd', false, 'lensIn'],
  ['+', 'NumpadAdd', true, 'focusIn'],
  ['+', 'Equal', true, 'focusIn'],
  ['_', 'Minus', true, 'focusOut'],
  [']', 'BracketRight', false, 'irisOpen'],
  ['【', 'BracketLeft', false, 'irisClose'],
  ['a', 'KeyA', false, null],
])('%s (%s, shift %s) is %s', (key, code, shiftKey, steering) => {
  const action = actionWithShift({}, 'ptz', { key, code, shiftKey });
  expect(steeringOf(action, shiftKey)).toBe(steering);
});

it('Shift is full speed', () => {
  expect([speedOf(40, false), speedOf(40, true)]).toEqual([40, 100]);
});
