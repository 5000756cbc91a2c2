import { describe, expect, it } from 'vitest';
import { formatBitrate, formatBytes, formatCodec, formatPercent } from './quantity.ts';
import { ageOf, formatDateTime } from './time.ts';

describe('quantities', () => {
  it.each([
    [0, '0 kbit/s'],
    [512_000, '512 kbit/s'],
    [999_499, '999 kbit/s'],
    [999_500, '1.0 Mbit/s'],
    [2_100_000, '2.1 Mbit/s'],
  ])('writes %d bit/s', (bits, text) => {
    expect(formatBitrate(bits)).toBe(text);
  });
  it.each([
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [1_500_000, '1.5 MB'],
    [250_000_000, '250 MB'],
    [5_000_000_000_000_000, '5000 TB'],
  ])('writes %d bytes', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
  it('writes a full share without a fraction', () => {
    expect([formatPercent(1), formatPercent(0.987)]).toEqual(['100%', '98.7%']);
  });
  it('names known codecs and leaves others alone', () => {
    expect([formatCodec('h264'), formatCodec('vp9')]).toEqual(['H.264', 'vp9']);
  });
});

describe('times', () => {
  const now = Date.UTC(2026, 2, 9, 12);
  it.each([
    [59_999, { unit: 'seconds', value: 59 }],
    [60_000, { unit: 'minutes', value: 1 }],
    [3_600_000, { unit: 'hours', value: 1 }],
    [86_400_000 * 3 + 1, { unit: 'days', value: 3 }],
    [-5_000, { unit: 'seconds', value: 0 }],
  ])('tells an age of %d ms', (ms, age) => {
    expect(ageOf(new Date(now - ms), now)).toEqual(age);
  });
  it('writes date and time the same everywhere', () => {
    const at = new Date('2026-03-08T20:06:07Z');
    expect(formatDateTime(at, 'Asia/Shanghai')).toBe('2026-03-09 04:06:07');
    expect(formatDateTime(at, 'Asia/Urumqi')).toBe('2026-03-09 02:06:07');
    expect(formatDateTime(new Date('2026-03-08T16:00:00Z'), 'Asia/Shanghai')).toBe(
      '2026-03-09 00:00:00',
    );
  });
});
