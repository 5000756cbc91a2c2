import { describe, expect, it } from 'vitest';
import { bestWorker, type Candidate, viewersPlace } from './balance.ts';

const worker = (id: string, part: Partial<Candidate> = {}): Candidate => ({
  id,
  region: null,
  weight: 100,
  cpu: 0.2,
  viewers: 0,
  streams: 0,
  ...part,
});
const NONE = new Map<string, number>();

describe('who carries a stream', () => {
  it.each([
    ['the least busy', [worker('a', { cpu: 0.3 }), worker('b')], 'b'],
    ['the stronger of two as busy', [worker('a'), worker('b', { weight: 200 })], 'b'],
    ['the one with fewer viewers', [worker('a', { viewers: 9 }), worker('b')], 'b'],
    [
      'the one of its region, busy as it is',
      [worker('a'), worker('b', { region: '34', cpu: 0.9 })],
      'b',
    ],
    [
      'the more exact region',
      [worker('a', { region: '34' }), worker('b', { region: '3401' })],
      'b',
    ],
    [
      'one for any region before one of another',
      [worker('a', { region: '32' }), worker('b', { cpu: 0.9 })],
      'b',
    ],
    ['one of another region rather than nobody', [worker('a', { region: '32' })], 'a'],
    ['nobody where there is none', [], undefined],
  ])('%s', (_, candidates, id) => {
    expect(bestWorker(candidates, '340123', NONE)?.id).toBe(id);
  });

  it('many at once go round, although no report came in between', () => {
    const given = new Map<string, number>();
    for (let stream = 0; stream < 30; stream += 1) {
      const best = bestWorker([worker('a'), worker('b'), worker('c')], '34', given)?.id ?? '';
      given.set(best, (given.get(best) ?? 0) + 1);
    }
    expect([...given.values()]).toEqual([10, 10, 10]);
  });
});

describe('who serves a viewer', () => {
  const calm = worker('calm', { cpu: 0.1 });
  const busy = worker('busy', { cpu: 0.8 });
  it.each([
    ['the origin while it has time', worker('origin'), [calm], [], 'origin'],
    ['one with room when it has not', worker('origin', { cpu: 0.8 }), [busy, calm], [], 'calm'],
    [
      'one that fetches it already',
      worker('origin', { cpu: 0.8 }),
      [calm, worker('edge', { cpu: 0.6 })],
      ['edge'],
      'edge',
    ],
    [
      'not an edge that is busy itself',
      worker('origin', { cpu: 0.8 }),
      [calm, busy],
      ['busy'],
      'calm',
    ],
    ['the origin where nobody has room', worker('origin', { cpu: 0.9 }), [busy], [], 'origin'],
  ])('%s', (_, origin, others, relaying, id) => {
    expect(viewersPlace(origin, others, new Set(relaying)).id).toBe(id);
  });
});
