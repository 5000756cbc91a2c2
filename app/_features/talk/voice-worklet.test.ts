import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';

type Samples = Float32Array;
const numbers = z.array(z.number());
/** What runs in the audio thread, as a page gets it. */
const worklet: {
  Resampler: new (rate: number) => { push: (samples: Samples) => number[] };
  alawByte: (sample: number) => number;
  levelOf: (samples: readonly number[]) => number;
} = await import(pathToFileURL(join(import.meta.dirname, '../../../public/voice-worklet.js')).href);

function tone(hertz: number, rate: number, seconds: number): Samples {
  return Float32Array.from(
    { length: rate * seconds },
    (_, n) => 0.5 * Math.sin((2 * Math.PI * hertz * n) / rate),
  );
}

/** In the pieces that browsers hand over. */
function resampled(samples: Samples, rate: number): number[] {
  const resampler = new worklet.Resampler(rate);
  const out: number[] = [];
  for (let at = 0; at < samples.length; at += 128)
    out.push(...resampler.push(samples.subarray(at, at + 128)));
  return numbers.parse(out);
}

const rms = (samples: readonly number[]) =>
  Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);

it.each([44_100, 48_000, 16_000, 96_000])(
  '%d Hz becomes 8 kHz, the voice as loud as it was',
  (rate) => {
    const heard = resampled(tone(1_000, rate, 1), rate);
    // The filter keeps 12 output samples back.
    expect(Math.abs(heard.length - 8_000)).toBeLessThanOrEqual(13);
    expect(rms(heard.slice(200))).toBeCloseTo(0.5 / Math.SQRT2, 2);
    const crossings = heard
      .slice(200, 4_200)
      .filter((one, at, all) => one > 0 && (all[at - 1] ?? 1) <= 0);
    expect(Math.abs(crossings.length - 500)).toBeLessThanOrEqual(1);
  },
);

it.each([44_100, 48_000])('of %d Hz, what 8 kHz cannot carry is gone instead of folded', (rate) => {
  expect(rms(resampled(tone(5_500, rate, 1), rate).slice(200))).toBeLessThan(0.003);
});

it.each([
  // G.711 table 1a: the first value of each segment, and its decision values.
  [0, 0xd5],
  [-1 / 32_767, 0x55],
  [1, 0xaa],
  [-1, 0x2a],
  [16_384 / 32_767, 0xa5],
  [1_024 / 32_767, 0xe5],
])('A-law of %d is %d', (sample, byte) => {
  expect(worklet.alawByte(sample)).toBe(byte);
});

it('shows loudness in decibels', () => {
  expect(worklet.levelOf([1, -1, 1, -1])).toBe(1);
  expect(worklet.levelOf([0.001, -0.001])).toBeCloseTo(0);
  expect(worklet.levelOf([0, 0])).toBe(0);
  expect(worklet.levelOf([0.0316, -0.0316])).toBeCloseTo(0.5, 2);
});
