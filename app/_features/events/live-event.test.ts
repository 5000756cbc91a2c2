import { expect, it } from 'vitest';
import { holdsPicture } from './live-event.ts';

const NOW = Date.parse('2026-03-09T06:26:07Z');
const at = (agoMs: number) => new Date(NOW - agoMs);

it.each([
  ['a moment ago', { cameraId: 'a', severity: 'warn', raisedAt: at(1_000) }, true],
  ['more than a minute ago', { cameraId: 'a', severity: 'critical', raisedAt: at(60_000) }, false],
  ['only to be known', { cameraId: 'a', severity: 'info', raisedAt: at(1_000) }, false],
  ['at another camera', { cameraId: 'b', severity: 'critical', raisedAt: at(1_000) }, false],
] as const)('%s', (_when, event, holds) => {
  expect(holdsPicture([event], 'a', NOW)).toBe(holds);
});
