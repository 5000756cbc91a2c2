import { expect, it } from 'vitest';
import { lookOf, type Orientation } from './orientation.ts';
import { degrees } from './view.ts';

const UPRIGHT: Orientation = { alpha: 0, beta: 90, gamma: 0, screen: 0 };

it.each<[string, Partial<Orientation>, [number, number, number]]>([
  ['held upright to the north', {}, [0, 0, 0]],
  ['turned to the left, as alpha counts', { alpha: 90 }, [-90, 0, 0]],
  ['turned to the right', { alpha: 330 }, [30, 0, 0]],
  ['leaning back looks up', { beta: 120 }, [0, 30, 0]],
  ['leaning forward looks down', { beta: 60 }, [0, -30, 0]],
  // Flat on its left side, its top to the west: the screen is turned by 90° and stands level again.
  ['on its side', { alpha: 90, beta: 0, gamma: -90, screen: 90 }, [0, 0, 0]],
  [
    'on its side while the page does not turn with it',
    { alpha: 90, beta: 0, gamma: -90 },
    [0, 0, 90],
  ],
])('%s', (_name, change, [yaw, pitch, roll]) => {
  const look = lookOf({ ...UPRIGHT, ...change });
  expect([degrees(look.yaw), degrees(look.pitch), degrees(look.roll)]).toEqual([yaw, pitch, roll]);
});
