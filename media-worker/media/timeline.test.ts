import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ticks90k } from './ticks.ts';
import { Timeline, type TimelineOptions } from './timeline.ts';

const cases: { name: string; options: TimelineOptions; raw: number[]; ticks: number[] }[] = [
  { name: 'starts at 0', options: { clockRate: 90_000 }, raw: [5_000, 8_600], ticks: [0, 3_600] },
  {
    name: 'RTMP milliseconds',
    options: { clockRate: 1_000 },
    raw: [40, 80, 121],
    ticks: [0, 3_600, 7_290],
  },
  {
    name: 'audio at 48 kHz',
    options: { clockRate: 48_000 },
    raw: [0, 1_024, 2_048],
    ticks: [0, 1_920, 3_840],
  },
  {
    name: '32 bits wrap',
    options: { clockRate: 90_000 },
    raw: [0xffff_ff00, 0x100],
    ticks: [0, 0x200],
  },
  {
    name: '33 bits wrap',
    options: { clockRate: 90_000, bits: 33 },
    raw: [2 ** 33 - 90, 90],
    ticks: [0, 180],
  },
  {
    name: 'small steps back stay',
    options: { clockRate: 1_000 },
    raw: [100, 140, 120],
    ticks: [0, 3_600, 1_800],
  },
  {
    name: 'a jump forward becomes one frame',
    options: { clockRate: 1_000 },
    raw: [0, 40, 3_600_000, 3_600_040],
    ticks: [0, 3_600, 7_200, 10_800],
  },
  {
    name: 'a restart at 0 becomes one frame',
    options: { clockRate: 1_000 },
    raw: [3_600_000, 3_600_040, 0, 40],
    ticks: [0, 3_600, 7_200, 10_800],
  },
  {
    name: 'starts where it is told',
    options: { clockRate: 1_000, startAt: ticks90k(900) },
    raw: [7],
    ticks: [900],
  },
];

describe('Timeline', () => {
  it.each(cases)('$name', ({ options, raw, ticks }) => {
    const timeline = new Timeline(options);
    expect(raw.map((one) => timeline.place(one))).toEqual(ticks);
  });

  it('follows any clock through any number of wraps', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 800_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), steps, (start, increments) => {
        const timeline = new Timeline({ clockRate: 90_000 });
        timeline.place(start);
        let elapsed = 0;
        for (const step of increments) {
          elapsed += step;
          expect(timeline.place((start + elapsed) % 2 ** 32)).toBe(elapsed);
        }
      }),
    );
  });
});
