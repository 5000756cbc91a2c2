import { describe, expect, it } from 'vitest';
import { ReportClock } from './report-clock.ts';

const SECOND = 90_000;

function open(newestPts: number | null) {
  const wall = { nowMs: 1_000_000 };
  return { wall, clock: new ReportClock(() => wall.nowMs, newestPts) };
}

describe('the wall time of media time', () => {
  it('is before now for what is cached, and asking for it changes nothing', () => {
    const { wall, clock } = open(10 * SECOND);
    wall.nowMs += 500; // frames went on, nobody reported
    expect(clock.cached(8 * SECOND)).toBe(998_000);
    expect(clock.cached(10.4 * SECOND)).toBe(1_000_400);
    expect(clock.of(8 * SECOND)).toBe(998_000);
  });

  it('follows our clock by a few milliseconds a report', () => {
    const { wall, clock } = open(0);
    wall.nowMs += 5_200;
    expect(clock.live(5 * SECOND)).toBe(1_005_005);
    wall.nowMs += 5_000;
    expect(clock.of(10 * SECOND)).toBe(1_010_010);
  });

  it('begins with the first frame where none came before', () => {
    const { clock } = open(null);
    expect(clock.live(20 * SECOND)).toBe(1_000_000);
    expect(clock.cached(19 * SECOND)).toBe(999_000);
  });
});
