// NAL units of ITU-T H.265 §7.4.2 and the HEVCDecoderConfigurationRecord of ISO/IEC 14496-15 §8.3.3.
import { ByteReader } from '../media/byte-reader.ts';
import { ByteWriter } from '../media/byte-writer.ts';
import { copyBytes, u8 } from '../media/bytes.ts';
import { MediaError } from '../media/errors.ts';
import { type H265Track, type Nalu, nalu } from '../media/track.ts';
import { type H265Sps, parseH265Sps } from './h265-sps.ts';

/** nal_unit_type values this worker looks at. */
export const H265_NAL = {
  firstRandomAccess: 16,
  lastRandomAccess: 23,
  vps: 32,
  sps: 33,
  pps: 34,
  accessUnitDelimiter: 35,
  endOfSequence: 36,
  endOfBitstream: 37,
  filler: 38,
} as const;

/** A parameter set of a real camera is below 200 bytes, with scaling lists below 2,000. */
const MAX_PARAMETER_SET_BYTES = 4096;
/** hvcC from encoders holds three or four arrays with one or two sets each. */
const MAX_HVCC_ARRAYS = 16;

/** nal_unit_type of a NAL unit. */
export function h265NalType(unit: Uint8Array): number {
  return (u8(unit, 0) >> 1) & 0x3f;
}

/** The track these parameter sets describe. @throws `malformed` when the SPS cannot be read */
export function h265Track(vps: Nalu, sps: Nalu, pps: readonly Nalu[]): H265Track {
  if (h265NalType(sps) !== H265_NAL.sps || h265NalType(vps) !== H265_NAL.vps || pps.length === 0)
    throw new MediaError('malformed', 'not H.265 parameter sets');
  if ([vps, sps, ...pps].some((unit) => unit.length > MAX_PARAMETER_SET_BYTES))
    throw new MediaError('malformed', 'H.265 parameter set too large');
  const parsed = parseH265Sps(sps);
  const { width, height, fps } = parsed;
  const codecString = h265CodecString(parsed);
  return { kind: 'video', codec: 'h265', vps, sps, pps, width, height, fps, codecString };
}

/** Decoding may start with this picture: IDR, CRA or BLA. */
export function isH265RandomAccess(nalus: readonly Nalu[]): boolean {
  return nalus.some((unit) => {
    const type = h265NalType(unit);
    return type >= H265_NAL.firstRandomAccess && type <= H265_NAL.lastRandomAccess;
  });
}

/** hvcC with 4-byte lengths. */
export function buildHvcC(track: H265Track): Uint8Array {
  const sps = parseH265Sps(track.sps);
  const writer = new ByteWriter().u8(1);
  writer.u8((sps.profileSpace << 6) | (sps.tierFlag << 5) | sps.profileIdc);
  writer.u32(sps.compatibilityFlags);
  for (const byte of sps.constraintBytes) writer.u8(byte);
  writer.u8(sps.levelIdc).u16(0xf000).u8(0xfc);
  writer.u8(0xfc | sps.chromaFormatIdc);
  writer.u8(0xf8 | (sps.bitDepthLuma - 8)).u8(0xf8 | (sps.bitDepthChroma - 8));
  writer.u16(0); // avgFrameRate: unspecified
  writer.u8((sps.maxSubLayers << 3) | (sps.temporalIdNested ? 4 : 0) | 3);
  const arrays = [[track.vps], [track.sps], track.pps];
  writer.u8(arrays.length);
  for (const units of arrays) writeArray(writer, units);
  return writer.finish();
}

/** The track of an hvcC and the length size of its NAL units. Parameter sets are copied. @throws `malformed` */
export function parseHvcC(bytes: Uint8Array): { track: H265Track; lengthSize: number } {
  const reader = new ByteReader(bytes);
  reader.skip(21);
  const lengthSize = (reader.u8() & 3) + 1;
  const arrayCount = reader.u8();
  if (arrayCount > MAX_HVCC_ARRAYS) throw new MediaError('malformed', 'hvcC has too many arrays');
  const units: Nalu[] = [];
  for (let index = 0; index < arrayCount; index += 1) {
    reader.skip(1);
    const count = reader.u16();
    for (let unit = 0; unit < count; unit += 1)
      units.push(nalu(copyBytes(reader.take(reader.u16()))));
  }
  const of = (type: number) => units.filter((unit) => h265NalType(unit) === type);
  const [vps] = of(H265_NAL.vps);
  const [sps] = of(H265_NAL.sps);
  if (!vps || !sps) throw new MediaError('malformed', 'hvcC has no VPS or no SPS');
  return { track: h265Track(vps, sps, of(H265_NAL.pps)), lengthSize };
}

function writeArray(writer: ByteWriter, units: readonly Nalu[]): void {
  const [first] = units;
  if (!first) return;
  writer.u8(0x80 | h265NalType(first)).u16(units.length);
  for (const unit of units) writer.u16(unit.length).bytes(unit);
}

/** ISO/IEC 14496-15 Annex E.3: compatibility flags bit-reversed, trailing zero constraint bytes left out. */
function h265CodecString(sps: H265Sps): string {
  const space = ['', 'A', 'B', 'C'][sps.profileSpace] ?? '';
  let reversed = 0;
  for (let bit = 0; bit < 32; bit += 1)
    reversed = ((reversed << 1) | ((sps.compatibilityFlags >>> bit) & 1)) >>> 0;
  const constraints = [...sps.constraintBytes];
  while (constraints.at(-1) === 0) constraints.pop();
  const parts = [
    `hvc1.${space}${sps.profileIdc}`,
    reversed.toString(16).toUpperCase(),
    `${sps.tierFlag ? 'H' : 'L'}${sps.levelIdc}`,
    ...constraints.map((byte) => byte.toString(16).toUpperCase()),
  ];
  return parts.join('.');
}
