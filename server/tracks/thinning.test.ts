import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GAP_MS, metresBetween } from './schema.ts';
import { extentOf, type Reported, stopsOf, thin, withSpeeds } from './thinning.ts';

/** Metres east and north of a place, at a second. */
function at(second: number, east: number, north = 0, more: Partial<Reported> = {}): Reported {
  const place = { lon: 117 + east / (111_195 * Math.cos((31 * Math.PI) / 180)), lat: 31 };
  return {
    atMs: second * 1_000,
    lon: place.lon,
    lat: place.lat + north / 111_195,
    speedKmh: null,
    heading: null,
    ...more,
  };
}

const walk = fc
  .array(
    fc.record({
      wait: fc.integer({ min: 1, max: 400 }),
      east: fc.integer({ min: -300, max: 300 }),
      north: fc.integer({ min: -300, max: 300 }),
    }),
    { minLength: 2, maxLength: 200 },
  )
  .map((steps) => {
    let [second, east, north] = [0, 0, 0];
    return steps.map((step) => {
      second += step.wait;
      east += step.east;
      north += step.north;
      return at(second, east, north);
    });
  });

/** Where a track is at a time, going evenly between its points. */
function along(points: readonly Reported[], atMs: number): { lon: number; lat: number } | null {
  const next = points.findIndex((point) => point.atMs >= atMs);
  const [before, after] = [points[Math.max(next - 1, 0)], points[next]];
  if (before === undefined || after === undefined) return null;
  const share = after === before ? 0 : (atMs - before.atMs) / (after.atMs - before.atMs);
  return {
    lon: before.lon + (after.lon - before.lon) * share,
    lat: before.lat + (after.lat - before.lat) * share,
  };
}

describe('a thinned track', () => {
  it('has the first and the last point and no more than were asked for, in order', () => {
    fc.assert(
      fc.property(walk, fc.integer({ min: 2, max: 50 }), (points, most) => {
        const kept = thin(points, most);
        expect(kept.length).toBeLessThanOrEqual(Math.min(most, points.length));
        expect(kept[0]).toMatchObject(points[0] ?? {});
        expect(kept.at(-1)).toMatchObject(points.at(-1) ?? {});
        expect(kept.map(({ atMs }) => atMs)).toEqual(
          kept.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
        );
      }),
    );
  });

  it('is where the whole one was, at every time, when there is room for it', () => {
    fc.assert(
      fc.property(walk, (points) => {
        const kept = thin(points, points.length);
        for (const point of points) {
          const there = along(kept, point.atMs);
          expect(there === null ? Number.NaN : metresBetween(there, point)).toBeLessThan(1.6);
        }
      }),
    );
  });

  it('says exactly where nothing is known in between', () => {
    fc.assert(
      fc.property(walk, fc.integer({ min: 2, max: 50 }), (points, most) => {
        const kept = thin(points, most);
        const gapIn = (fromMs: number, toMs: number) =>
          points.some((point, index) => {
            const before = points[index - 1];
            const inside = before !== undefined && before.atMs >= fromMs && point.atMs <= toMs;
            return inside && point.atMs - before.atMs > GAP_MS;
          });
        for (const [index, point] of kept.entries()) {
          const before = kept[index - 1];
          expect(point.gap).toBe(before !== undefined && gapIn(before.atMs, point.atMs));
        }
      }),
    );
  });

  it('drops what lies on an even way, and keeps turns, stops and changes of speed', () => {
    const even = Array.from({ length: 61 }, (_, n) => at(n, n * 10));
    expect(thin(even, 100)).toHaveLength(2);
    // East for a minute, a minute's rest, on at double speed, then north.
    const changing = [
      ...even,
      ...Array.from({ length: 60 }, (_, n) => at(61 + n, 600)),
      ...Array.from({ length: 60 }, (_, n) => at(121 + n, 600 + (n + 1) * 20)),
      ...Array.from({ length: 60 }, (_, n) => at(181 + n, 1_800, (n + 1) * 20)),
    ];
    expect(thin(changing, 100).map(({ atMs }) => atMs / 1_000)).toEqual([0, 60, 120, 180, 240]);
  });

  it('of the points it has room for keeps the weightiest', () => {
    const points = [at(0, 0), at(10, 100, 5), at(20, 200, 400), at(30, 300, 5), at(40, 400)];
    expect(thin(points, 3).map(({ atMs }) => atMs)).toEqual([0, 20_000, 40_000]);
  });

  it('is nothing of nothing, and one of one', () => {
    expect(thin([], 10)).toEqual([]);
    expect(thin([at(0, 0)], 10)).toHaveLength(1);
  });

  it('is made of a hundred thousand points', () => {
    const lap = Array.from({ length: 100_000 }, (_, n) =>
      at(n, 3_000 * Math.cos(n / 200), 3_000 * Math.sin(n / 200)),
    );
    expect(thin(lap, 2_000)).toHaveLength(2_000);
  });
});

describe('stops', () => {
  it('last three minutes in one place', () => {
    const points = [
      ...Array.from({ length: 10 }, (_, n) => at(n * 10, n * 150)),
      ...Array.from({ length: 31 }, (_, n) => at(100 + n * 10, 1_500 + (n % 3) * 5)),
      ...Array.from({ length: 10 }, (_, n) => at(410 + n * 10, 1_700 + n * 150)),
    ];
    const stops = stopsOf(points);
    expect(stops).toMatchObject([{ fromMs: 100_000, toMs: 400_000 }]);
  });
  it('are not made of a jam that goes on, nor of a gap', () => {
    const jam = Array.from({ length: 60 }, (_, n) => at(n * 10, n * 8));
    expect(stopsOf(jam)).toEqual([]);
    expect(stopsOf([at(0, 0), at(3_600, 0)])).toEqual([]);
  });
});

it('knows speeds that no device told, and none over a gap', () => {
  const told = [at(0, 0), at(10, 100), at(20, 200, 0, { speedKmh: 33 }), at(1_000, 5_000)];
  const speeds = withSpeeds(told).map(({ speedKmh }) => speedKmh?.toFixed(0));
  expect(speeds).toEqual([undefined, '36', '33', undefined]);
});

it('counts the way without gaps', () => {
  const { metres, topKmh } = extentOf(withSpeeds([at(0, 0), at(10, 100), at(1_000, 5_000)]));
  expect([metres.toFixed(0), topKmh?.toFixed(0)]).toEqual(['100', '36']);
});
