import { describe, expect, it } from 'vitest';
import { MediaError } from '../media/errors.ts';
import { h264Cases, h265Cases, unit } from './codecs.cases.ts';
import { buildAvcC, h264Track, isH264RandomAccess, parseAvcC } from './h264.ts';
import { buildHvcC, h265Track, isH265RandomAccess, parseHvcC } from './h265.ts';
import { joinLengthPrefixed, splitAnnexB, splitLengthPrefixed } from './nal-units.ts';
import { ParameterSets } from './parameter-sets.ts';

describe('H.264 tracks', () => {
  it.each(h264Cases)('$name', ({ sps, pps, expected }) => {
    const track = h264Track(unit(sps), [unit(pps)]);
    expect(track).toMatchObject(expected);
    expect(parseAvcC(buildAvcC(track))).toEqual({ track, lengthSize: 4 });
  });

  it.each([
    { name: 'a PPS where the SPS should be', sps: '68ebe3cb22c0', pps: '68ebe3cb22c0' },
    { name: 'an SPS cut short', sps: '6764001e', pps: '68ebe3cb22c0' },
  ])('refuses $name', ({ sps, pps }) => {
    expect(() => h264Track(unit(sps), [unit(pps)])).toThrow(MediaError);
  });
});

describe('H.265 tracks', () => {
  it.each(h265Cases)('$name', ({ vps, sps, pps, expected }) => {
    const track = h265Track(unit(vps), unit(sps), [unit(pps)]);
    expect(track).toMatchObject(expected);
    expect(parseHvcC(buildHvcC(track))).toEqual({ track, lengthSize: 4 });
  });
});

describe('random access', () => {
  it.each([
    { name: 'IDR', units: ['6588'], expected: true },
    { name: 'recovery point before a P slice', units: ['06060180', '419a'], expected: true },
    { name: 'user data before a P slice', units: ['0605028001', '419a'], expected: false },
    { name: 'P slice', units: ['419a'], expected: false },
  ])('H.264 $name: $expected', ({ units, expected }) => {
    expect(isH264RandomAccess(units.map(unit))).toBe(expected);
  });

  it.each([
    { name: 'IDR_W_RADL', units: ['2601af'], expected: true },
    { name: 'CRA', units: ['2a01af'], expected: true },
    { name: 'TRAIL_R', units: ['0201d0'], expected: false },
  ])('H.265 $name: $expected', ({ units, expected }) => {
    expect(isH265RandomAccess(units.map(unit))).toBe(expected);
  });
});

describe('NAL unit framing', () => {
  it.each([
    {
      name: 'three and four byte start codes',
      hex: '000000016588000001419a',
      units: ['6588', '419a'],
    },
    { name: 'trailing zeros', hex: '0000016588000000', units: ['6588'] },
    { name: 'no start code', hex: '6588', units: [] },
  ])('splits Annex B: $name', ({ hex, units }) => {
    expect(splitAnnexB(unit(hex))).toEqual(units.map(unit));
  });

  it('splits what it joined', () => {
    const units = ['6588', '419a01', '06'].map(unit);
    expect(splitLengthPrefixed(joinLengthPrefixed(units), 4)).toEqual(units);
  });

  it('refuses a length beyond the end', () => {
    expect(() => splitLengthPrefixed(unit('0000000565'), 4)).toThrow('does not fit');
  });

  it('refuses endless NAL units', () => {
    const many = new Uint8Array(1_025 * 5).map((_, at) => (at % 5 === 3 ? 1 : 0));
    expect(() => splitLengthPrefixed(many, 4)).toThrow('more than 1024');
  });
});

describe('parameter sets in band', () => {
  const [first, second] = h264Cases;

  it('become the track, and are told apart from pictures', () => {
    const sets = new ParameterSets('h264');
    const sorted = sets.take([
      unit('0910'),
      unit(first?.sps ?? ''),
      unit(first?.pps ?? ''),
      unit('6588'),
    ]);
    expect(sorted).toEqual({ picture: [unit('6588')], changed: true });
    expect(sets.track).toMatchObject(first?.expected ?? {});
  });

  it('change nothing when they are repeated', () => {
    const sets = new ParameterSets(
      'h264',
      h264Track(unit(first?.sps ?? ''), [unit(first?.pps ?? '')]),
    );
    expect(sets.take([unit(first?.sps ?? ''), unit(first?.pps ?? '')]).changed).toBe(false);
  });

  it('change the track when the SPS changes', () => {
    const sets = new ParameterSets(
      'h264',
      h264Track(unit(first?.sps ?? ''), [unit(first?.pps ?? '')]),
    );
    expect(sets.take([unit(second?.sps ?? ''), unit(second?.pps ?? '')]).changed).toBe(true);
    expect(sets.track).toMatchObject(second?.expected ?? {});
  });
});
