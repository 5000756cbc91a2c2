import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media/errors.ts';
import { nalu } from '../media/track.ts';
import { aacTrack, splitAdts } from './aac.ts';
import { type AmfValue, readAmf0, writeAmf0 } from './amf0.ts';
import { h264Cases, h265Cases, unit } from './codecs.cases.ts';
import { parseAvcC } from './h264.ts';
import { parseH264Sps } from './h264-sps.ts';
import { parseHvcC } from './h265.ts';
import { parseH265Sps } from './h265-sps.ts';
import { splitAnnexB, splitLengthPrefixed } from './nal-units.ts';
import { ParameterSets } from './parameter-sets.ts';

/** Real parameter sets with bytes changed get further into a parser than noise does. */
const seeds = [...h264Cases.map((one) => one.sps), ...h265Cases.map((one) => one.sps)].map(unit);
const damaged = fc
  .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(64), fc.nat(255)), { maxLength: 6 }))
  .map(([seed, changes]) => {
    const bytes = Uint8Array.from(seed);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes;
  });
const anything = fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged);

const parsers: [string, (bytes: Uint8Array) => unknown][] = [
  ['H.264 SPS', parseH264Sps],
  ['H.265 SPS', parseH265Sps],
  ['avcC', parseAvcC],
  ['hvcC', parseHvcC],
  ['Annex B', splitAnnexB],
  ['length prefixes', (bytes) => splitLengthPrefixed(bytes, 4)],
  ['AudioSpecificConfig', aacTrack],
  ['ADTS', splitAdts],
  ['AMF0', readAmf0],
  ['H.264 parameter sets', (bytes) => new ParameterSets('h264').take([nalu(bytes)])],
  ['H.265 parameter sets', (bytes) => new ParameterSets('h265').take([nalu(bytes)])],
];

describe('arbitrary bytes', () => {
  it.each(parsers)('%s: a value or a media error, nothing else', (_name, parse) => {
    fc.assert(
      fc.property(anything, (bytes) => {
        try {
          parse(bytes);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(MediaError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

const amfValue: fc.Arbitrary<AmfValue> = fc.letrec<{ value: AmfValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.double(),
    fc.boolean(),
    fc.string(),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .dictionary(fc.string({ minLength: 1, maxLength: 8 }), tie('value'), { maxKeys: 3 })
      .map((properties) => new Map(Object.entries(properties))),
  ),
})).value;

it('AMF0: reads what it wrote', () => {
  fc.assert(
    fc.property(fc.array(amfValue, { maxLength: 4 }), (values) => {
      expect(readAmf0(writeAmf0(...values))).toEqual(values);
    }),
  );
});
