import { describe, expect, it } from 'vitest';
import { formatChainage, parseChainage } from './chainage.ts';

const cases = [
  { metres: 0, text: 'K0+000' },
  { metres: 50, text: 'K0+050' },
  { metres: 612_300, text: 'K612+300' },
  { metres: 1_023_007, text: 'K1023+007' },
];

describe('chainage', () => {
  it.each(cases)('writes $metres as $text', ({ metres, text }) => {
    expect(formatChainage(metres)).toBe(text);
  });
  it.each(cases)('reads $text as $metres', ({ metres, text }) => {
    expect(parseChainage(text)).toBe(metres);
  });
  it('carries when rounding fills a kilometre', () => {
    expect(formatChainage(12_999.6)).toBe('K13+000');
  });
  it.each([
    ['k612+300', 612_300],
    [' 612 + 3 ', 612_003],
    ['612.3', 612_300],
    ['612.05', 612_050],
    ['K612', 612_000],
  ])('reads %s', (text, metres) => {
    expect(parseChainage(text)).toBe(metres);
  });
  it.each(['', 'K', 'G40 K612', 'K612+3000', '612.3456', '-3', 'abc'])('refuses "%s"', (text) => {
    expect(parseChainage(text)).toBeNull();
  });
});
