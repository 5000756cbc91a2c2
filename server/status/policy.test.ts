import { describe, expect, it } from 'vitest';
import { judge, type Known, type Observation } from './policy.ts';

const online: Known = { status: 'online', reason: null, step: null };
const unknown: Known = { status: 'unknown', reason: null, step: null };
const offline: Known = { status: 'offline', reason: 'network.refused', step: 'connect' };
const noVideo: Known = { status: 'fault', reason: 'rtsp.no-video', step: 'first-packet' };
const badPassword: Known = { status: 'fault', reason: 'rtsp.unauthorized', step: 'sign-in' };

const answers: Observation = { kind: 'answers' };
const plays: Observation = { kind: 'plays' };
const fails = (kind: string, code: string, step?: string): Observation => ({
  kind: 'fails',
  failure: { kind, code, step },
});
const silence = fails('timeout', 'network.timeout', 'connect');

/** Everything observed in turn, as the duty does; the states in between. */
function follow(start: Known, observations: readonly Observation[]): string[] {
  let known = start;
  let misses = 0;
  return observations.map((observation) => {
    const verdict = judge(known, misses, observation);
    misses = verdict.misses;
    known = verdict.change ?? known;
    return known.status;
  });
}

describe('judge', () => {
  it.each([
    {
      name: 'takes three misses in a row',
      start: online,
      seen: [silence, silence, silence],
      states: ['online', 'online', 'offline'],
    },
    {
      name: 'begins to count anew after an answer',
      start: online,
      seen: [silence, silence, answers, silence, silence],
      states: ['online', 'online', 'online', 'online', 'online'],
    },
    { name: 'believes the first answer', start: offline, seen: [answers], states: ['online'] },
    { name: 'believes a new camera', start: unknown, seen: [answers], states: ['online'] },
    {
      name: 'does not call a new camera offline at once',
      start: unknown,
      seen: [silence, silence, silence],
      states: ['unknown', 'unknown', 'offline'],
    },
    {
      name: 'says fault where the device refuses',
      start: online,
      seen: Array(3).fill(fails('refused', 'rtsp.unauthorized', 'sign-in')),
      states: ['online', 'online', 'fault'],
    },
    {
      name: 'says fault where it answers without video',
      start: online,
      seen: Array(3).fill(fails('timeout', 'rtsp.no-video', 'first-packet')),
      states: ['online', 'online', 'fault'],
    },
    { name: 'wants video after missing video', start: noVideo, seen: [answers], states: ['fault'] },
    { name: 'is cured by playing', start: noVideo, seen: [plays], states: ['online'] },
    {
      name: 'is cured of a wrong password by signing in',
      start: badPassword,
      seen: [answers],
      states: ['online'],
    },
    {
      name: 'does not blame the camera for our own trouble',
      start: online,
      seen: Array(5).fill(fails('storage', 'disk.full')),
      states: Array(5).fill('online'),
    },
  ])('$name', ({ start, seen, states }) => {
    expect(follow(start, seen)).toEqual(states);
  });

  it('tells a new reason of the same state', () => {
    const verdict = judge(offline, 3, silence);
    expect(verdict.change).toEqual({
      status: 'offline',
      reason: 'network.timeout',
      step: 'connect',
    });
    expect(judge(offline, 3, fails('unreachable', 'network.refused', 'connect')).change).toBeNull();
  });
});
