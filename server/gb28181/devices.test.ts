import { expect, it } from 'vitest';
import { simulatedClock } from '../platform/simulated-clock.ts';
import { Devices } from './devices.ts';

const home = { transport: 'udp', host: '10.0.0.5', port: 5060 } as const;

it('follows a device to another port, and to another address only when it signs in there', () => {
  const devices = new Devices(simulatedClock(0));
  devices.cameIn('a', home);
  expect(devices.heard('a', { ...home, port: 6000 })).toEqual({ write: true });
  expect(devices.peer('a')?.port).toBe(6000);
  expect(devices.heard('a', { ...home, host: '10.0.0.6' })).toBeNull();
  expect(devices.peer('a')?.host).toBe('10.0.0.5');
  expect(devices.heard('b', home)).toBeNull();
});

it('knows who is behind a connection, and who was silent too long', () => {
  const clock = simulatedClock(0);
  const devices = new Devices(clock, 1_000);
  for (const id of ['a', 'b']) devices.cameIn(id, home);
  expect(devices.behind(home)).toEqual(['a', 'b']);
  expect(devices.left('b')).toBe(true);
  expect(devices.behind(home)).toEqual(['a']);
  expect(devices.silent()).toEqual([]);
  clock.advance(1_001);
  expect(devices.silent()).toEqual(['a']);
  devices.cameIn('a', { ...home, port: 7 });
  expect(devices.behind(home)).toEqual([]);
  expect(devices.silent()).toEqual([]);
});
