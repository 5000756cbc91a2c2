import { describe, expect, it } from 'vitest';
import type { Quality } from '../../server/cameras/schema.ts';
import { allot, type Claim, type Importance } from './allotment.ts';
import { DecodeBudget, type DecodeSample, type Grant } from './decode-budget.ts';

const COST = { main: 50, sub: 4 };
const claim = (id: number, importance: Importance = 'other', wanted: Quality = 'main'): Claim => ({
  id,
  wanted,
  importance,
  cost: COST,
  capped: false,
});
const levelsOf = (claims: readonly Claim[], capacity: number) =>
  [...allot(claims, capacity)].sort(([a], [b]) => a - b).map(([, level]) => level);

describe('share-out', () => {
  const four = [claim(1), claim(2, 'focused'), claim(3), claim(4, 'audible', 'sub')];
  it.each([
    [1_000, ['main', 'main', 'main', 'sub']],
    [108, ['main', 'main', 'sub', 'sub']],
    [62, ['sub', 'main', 'sub', 'sub']],
    [61, ['sub', 'sub', 'sub', 'sub']],
    [15, ['sub', 'sub', 'still', 'sub']],
    [0, ['still', 'sub', 'still', 'sub']],
  ])('with room for %d', (capacity, levels) => {
    expect(levelsOf(four, capacity)).toEqual(levels);
  });
});

const LETTERS = { main: 'm', sub: 's', still: '-' } as const;
const MAIN = { width: 1920, height: 1080, fps: 25 };
const SUB = { width: 640, height: 360, fps: 15 };
const MAIN_COST = 1920 * 1080 * 25;
const SUB_COST = 640 * 360 * 15;

/** A page whose cells play what they are given, and a computer that drops frames beyond `power`. */
function setUp(cells: number, { capacity, power }: { capacity: number; power: number }) {
  let now = 0;
  let tick = () => {};
  let ticking = false;
  const budget = new DecodeBudget({
    capacity,
    clock: {
      now: () => now,
      every: (_, run) => {
        tick = run;
        ticking = true;
        return () => {
          ticking = false;
        };
      },
    },
  });
  const made = Array.from({ length: cells }, () => ({
    grant: { level: 'still', because: null } as Grant,
    sample: null as DecodeSample | null,
    drops: 0,
  }));
  const seats = made.map((cell, index) =>
    budget.join(
      { wanted: 'main', importance: index === 0 ? 'focused' : 'other' },
      () => cell.sample,
      (grant) => {
        cell.grant = grant;
        const { level } = grant;
        cell.sample =
          level === 'still'
            ? null
            : { quality: level, decoded: 0, dropped: 0, ...(level === 'main' ? MAIN : SUB) };
      },
    ),
  );
  const load = () =>
    made.reduce(
      (sum, { sample }) => sum + (sample ? (sample.quality === 'main' ? MAIN_COST : SUB_COST) : 0),
      0,
    );
  const computer = { power };
  const pass = (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      now += 1_000;
      const lost = Math.max(0, 1 - computer.power / Math.max(load(), 1));
      for (const cell of made) {
        const { sample } = cell;
        if (sample === null) continue;
        const dropped = Math.round(sample.fps * Math.max(lost, cell.drops));
        cell.sample = {
          ...sample,
          decoded: sample.decoded + sample.fps,
          dropped: sample.dropped + dropped,
        };
      }
      if (ticking) tick();
    }
  };
  const levels = () => made.map(({ grant }) => LETTERS[grant.level]).join('');
  return { budget, made, seats, computer, pass, levels, ticking: () => ticking };
}

describe('decode budget', () => {
  it('gives from the first guess, the important ones first, and says why the others wait', () => {
    const { levels, made } = setUp(4, { capacity: 2.3 * MAIN_COST, power: Infinity });
    expect(levels()).toBe('mmss');
    expect(made[0]?.grant).toEqual({ level: 'main', because: null });
    expect(made[3]?.grant).toEqual({ level: 'sub', because: 'busy' });
  });

  it('takes from the least important when frames are dropped for five seconds after it settled', () => {
    const { pass, levels } = setUp(4, { capacity: 10 * MAIN_COST, power: 3.5 * MAIN_COST });
    expect(levels()).toBe('mmmm');
    pass(8);
    expect(levels()).toBe('mmmm');
    pass(1);
    expect(levels()).toBe('mmms');
  });

  it('goes down to stills, never for the important one', () => {
    const { pass, levels } = setUp(4, { capacity: 10 * MAIN_COST, power: 1.5 * SUB_COST });
    pass(34);
    expect(levels()).toBe('ss--');
    pass(5);
    expect(levels()).toBe('s---');
    pass(5);
    expect(levels()).toBe('s---');
  });

  it('tries more after twenty clean seconds, and waits longer when that was too much', () => {
    const { computer, pass, levels } = setUp(3, {
      capacity: 10 * MAIN_COST,
      power: 2.2 * MAIN_COST,
    });
    pass(9);
    expect(levels()).toBe('mms');
    pass(20);
    expect(levels()).toBe('mmm');
    pass(5);
    expect(levels()).toBe('mms');
    pass(39);
    expect(levels()).toBe('mms');
    computer.power = Infinity;
    pass(1);
    expect(levels()).toBe('mmm');
    pass(60);
    expect(levels()).toBe('mmm');
  });

  it('takes a main stream back that drops frames alone, and tries it again later', () => {
    const { made, pass, levels } = setUp(6, { capacity: 10 * MAIN_COST, power: Infinity });
    const [, second] = made;
    if (second) second.drops = 0.2;
    pass(9);
    expect([levels(), second?.grant.because]).toEqual(['msmmmm', 'dropped']);
    if (second) second.drops = 0;
    pass(19);
    expect(levels()).toBe('msmmmm');
    pass(1);
    expect(levels()).toBe('mmmmmm');
  });

  it('learns nothing from a page that nobody sees', () => {
    const { budget, pass, levels } = setUp(3, { capacity: 10 * MAIN_COST, power: SUB_COST });
    budget.setVisible(false);
    pass(60);
    expect(levels()).toBe('mmm');
    budget.setVisible(true);
    pass(8);
    expect(levels()).toBe('mmm');
    pass(1);
    expect(levels()).toBe('mms');
  });

  it('takes a better guess only while nothing was measured', () => {
    const { budget, levels } = setUp(3, { capacity: 1.5 * MAIN_COST, power: Infinity });
    expect(levels()).toBe('mss');
    budget.guess(9 * MAIN_COST);
    expect(levels()).toBe('mmm');
    const weak = setUp(3, { capacity: 9 * MAIN_COST, power: 2 * MAIN_COST });
    weak.pass(9);
    weak.budget.guess(9 * MAIN_COST);
    expect(weak.levels()).toBe('mms');
  });

  it('stops measuring when the last picture leaves', () => {
    const { seats, ticking } = setUp(2, { capacity: 1, power: 1 });
    for (const seat of seats) seat[Symbol.dispose]();
    expect(ticking()).toBe(false);
  });
});
