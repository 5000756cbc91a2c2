import { expect, it } from 'vitest';
import { safeReturnPath } from './return-path.ts';

it.each([
  [null, '/'],
  ['/devices?q=1', '/devices?q=1'],
  ['//elsewhere.example', '/'],
  ['/\\elsewhere.example', '/'],
  ['https://elsewhere.example', '/'],
  ['/sign-in', '/'],
])('goes from %s to %s', (from, to) => {
  expect(safeReturnPath(from)).toBe(to);
});
