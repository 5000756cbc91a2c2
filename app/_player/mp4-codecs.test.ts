import { describe, expect, it } from 'vitest';
import { codecsOf } from './mp4-codecs.ts';

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));

function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

const zeros = (count: number) => new Uint8Array(count);
const visual = (type: string, config: Uint8Array) => box(type, zeros(78), config);
const sound = (config: Uint8Array) => box('mp4a', zeros(28), config);
const track = (entry: Uint8Array) =>
  box(
    'trak',
    box('tkhd', zeros(20)),
    box('mdia', box('minf', box('stbl', box('stsd', zeros(8), entry)))),
  );
const movie = (...entries: readonly Uint8Array[]) =>
  Buffer.concat([box('ftyp', zeros(8)), box('moov', ...entries.map(track)), box('mdat', zeros(3))]);

const AVC = visual('avc1', box('avcC', bytesOf('01 64 00 1f ff e1')));
const HEVC = visual('hvc1', box('hvcC', bytesOf('01 01 60000000 b0 00 00 00 00 00 5d f000')));
/** Descriptors 3 ⊃ 4 ⊃ 5 whose lengths take one byte, and the same with four bytes each. */
const AAC = sound(
  box('esds', zeros(4), bytesOf('03 19 0001 00 04 11 4015 000000 00000000 00000000 05 02 1210')),
);
const HE_AAC_LONG = sound(
  box(
    'esds',
    zeros(4),
    bytesOf(
      '03 80808022 0001 00 04 80808014 4015 000000 00000000 00000000 05 80808002 2b92 06 80808001 02',
    ),
  ),
);

describe('codecs of a beginning MP4', () => {
  it.each([
    ['H.264 and AAC', movie(AVC, AAC), ['avc1.64001f', 'mp4a.40.2']],
    ['H.265', movie(HEVC), ['hvc1.1.6.L93.B0']],
    ['lengths of four bytes', movie(HE_AAC_LONG), ['mp4a.40.5']],
    ['something else', movie(box('Opus', zeros(28))), ['Opus']],
    ['fragments without a beginning', box('moof', zeros(4)), null],
    ['nothing', new Uint8Array(0), null],
  ])('%s', (_, bytes, codecs) => {
    expect(codecsOf(bytes)).toEqual(codecs);
  });

  it('refuses boxes that end beyond the bytes', () => {
    expect(() => codecsOf(movie(AVC).subarray(0, 60))).toThrow(RangeError);
  });
});
