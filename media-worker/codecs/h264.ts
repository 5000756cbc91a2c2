// NAL units of ITU-T H.264 §7.4.1 and the AVCDecoderConfigurationRecord of ISO/IEC 14496-15 §5.3.3.
import { ByteReader } from '../media/byte-reader.ts';
import { ByteWriter } from '../media/byte-writer.ts';
import { copyBytes, u8 } from '../media/bytes.ts';
import { MediaError } from '../media/errors.ts';
import { type H264Track, type Nalu, nalu } from '../media/track.ts';
import { parseH264Sps } from './h264-sps.ts';

/** nal_unit_type values this worker looks at. */
export const H264_NAL = {
  slice: 1,
  idr: 5,
  sei: 6,
  sps: 7,
  pps: 8,
  accessUnitDelimiter: 9,
  endOfSequence: 10,
  endOfStream: 11,
  filler: 12,
} as const;

const SEI_RECOVERY_POINT = 6;
/** An SPS or PPS of a real camera is below 100 bytes, with scaling lists below 600. */
const MAX_PARAMETER_SET_BYTES = 4096;

/** nal_unit_type of a NAL unit. */
export function h264NalType(unit: Uint8Array): number {
  return u8(unit, 0) & 0x1f;
}

/** The track these parameter sets describe. @throws `malformed` when the SPS cannot be read */
export function h264Track(sps: Nalu, pps: readonly Nalu[]): H264Track {
  if (sps.length < 4 || sps.length > MAX_PARAMETER_SET_BYTES || h264NalType(sps) !== H264_NAL.sps)
    throw new MediaError('malformed', 'not an H.264 SPS');
  if (pps.length === 0 || pps.some((unit) => unit.length > MAX_PARAMETER_SET_BYTES))
    throw new MediaError('malformed', 'H.264 PPS missing or too large');
  const { width, height, fps } = parseH264Sps(sps);
  const codecString = `avc1.${[1, 2, 3].map((at) => hex2(u8(sps, at))).join('')}`;
  return { kind: 'video', codec: 'h264', sps, pps, width, height, fps, codecString };
}

/** Decoding may start with this picture: an IDR, or a recovery point (cameras with intra refresh send nothing else). */
export function isH264RandomAccess(nalus: readonly Nalu[]): boolean {
  for (const unit of nalus) {
    const type = h264NalType(unit);
    if (type === H264_NAL.idr) return true;
    if (type === H264_NAL.sei && hasRecoveryPoint(unit)) return true;
  }
  return false;
}

/** avcC with 4-byte lengths. */
export function buildAvcC(track: H264Track): Uint8Array {
  const { sps, pps } = track;
  const writer = new ByteWriter().u8(1).bytes(sps.subarray(1, 4)).u8(0xff).u8(0xe1);
  writer.u16(sps.length).bytes(sps).u8(pps.length);
  for (const unit of pps) writer.u16(unit.length).bytes(unit);
  const parsed = parseH264Sps(sps);
  if ([100, 110, 122, 144].includes(parsed.profileIdc))
    writer
      .u8(0xfc | parsed.chromaFormatIdc)
      .u8(0xf8 | (parsed.bitDepthLuma - 8))
      .u8(0xf8 | (parsed.bitDepthChroma - 8))
      .u8(0);
  return writer.finish();
}

/** The track of an avcC and the length size of its NAL units. Parameter sets are copied. @throws `malformed` */
export function parseAvcC(bytes: Uint8Array): { track: H264Track; lengthSize: number } {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== 1) throw new MediaError('malformed', 'avcC has an unknown version');
  reader.skip(3);
  const lengthSize = (reader.u8() & 3) + 1;
  const sps = readSets(reader, reader.u8() & 0x1f)[0];
  const pps = readSets(reader, reader.u8());
  if (!sps) throw new MediaError('malformed', 'avcC has no SPS');
  return { track: h264Track(sps, pps), lengthSize };
}

function readSets(reader: ByteReader, count: number): Nalu[] {
  return Array.from({ length: count }, () => nalu(copyBytes(reader.take(reader.u16()))));
}

function hasRecoveryPoint(sei: Nalu): boolean {
  let at = 1;
  while (at + 2 <= sei.length) {
    const [type, afterType] = readSeiNumber(sei, at);
    const [size, afterSize] = readSeiNumber(sei, afterType);
    if (type === SEI_RECOVERY_POINT) return true;
    at = afterSize + size;
  }
  return false;
}

/** SEI type and size: 255 means "and more". */
function readSeiNumber(sei: Nalu, from: number): [value: number, next: number] {
  let value = 0;
  let at = from;
  while (at < sei.length && sei[at] === 0xff) {
    value += 255;
    at += 1;
  }
  return [value + u8(sei, at), at + 1];
}

function hex2(value: number): string {
  return value.toString(16).padStart(2, '0');
}
