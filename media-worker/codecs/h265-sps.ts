// Sequence parameter set of ITU-T H.265 §7.3.2.2, profile_tier_level §7.3.3 and the VUI timing of Annex E.
import { BitReader } from '../media/bit-reader.ts';
import { MediaError } from '../media/errors.ts';
import { withoutEmulationPrevention } from './nal-units.ts';
import { checkedSize } from './picture-size.ts';

export type H265Sps = {
  readonly profileSpace: number;
  readonly tierFlag: number;
  readonly profileIdc: number;
  /** general_profile_compatibility_flags, most significant bit first as in the stream. */
  readonly compatibilityFlags: number;
  /** Six bytes of constraint indicators. */
  readonly constraintBytes: readonly number[];
  readonly levelIdc: number;
  readonly maxSubLayers: number;
  readonly temporalIdNested: boolean;
  readonly chromaFormatIdc: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  readonly width: number;
  readonly height: number;
  /** 0 when the VUI has no timing. */
  readonly fps: number;
};

const EXTENDED_SAR = 255;
/** num_short_term_ref_pic_sets ≤ 64 and num_delta_pocs ≤ 16 by the standard. */
const MAX_REF_PIC_SETS = 64;
const MAX_DELTA_POCS = 16;
const MAX_LONG_TERM_REFS = 32;

/** Reads an SPS NAL unit (two header bytes included). @throws `malformed` */
export function parseH265Sps(sps: Uint8Array): H265Sps {
  const bits = new BitReader(withoutEmulationPrevention(sps.subarray(2)));
  bits.skip(4); // sps_video_parameter_set_id
  const maxSubLayers = bits.bits(3) + 1;
  const temporalIdNested = bits.flag();
  const profile = readProfile(bits, maxSubLayers);
  bits.unsigned(); // sps_seq_parameter_set_id
  const chromaFormatIdc = bits.unsigned();
  if (chromaFormatIdc > 3) throw new MediaError('malformed', 'SPS has an unknown chroma format');
  if (chromaFormatIdc === 3) bits.bit();
  const size = readSize(bits, chromaFormatIdc);
  const bitDepthLuma = bits.unsigned() + 8;
  const bitDepthChroma = bits.unsigned() + 8;
  const fps = readFps(bits, maxSubLayers);
  const depth = { chromaFormatIdc, bitDepthLuma, bitDepthChroma };
  return { ...profile, maxSubLayers, temporalIdNested, ...depth, ...size, fps };
}

function readProfile(bits: BitReader, maxSubLayers: number) {
  const profileSpace = bits.bits(2);
  const tierFlag = bits.bit();
  const profileIdc = bits.bits(5);
  const compatibilityFlags = bits.bits(32);
  const constraintBytes = Array.from({ length: 6 }, () => bits.bits(8));
  const levelIdc = bits.bits(8);
  skipSubLayers(bits, maxSubLayers - 1);
  return { profileSpace, tierFlag, profileIdc, compatibilityFlags, constraintBytes, levelIdc };
}

function skipSubLayers(bits: BitReader, count: number): void {
  if (count === 0) return;
  const present = Array.from({ length: count }, () => [bits.flag(), bits.flag()] as const);
  bits.skip((8 - count) * 2);
  for (const [profile, level] of present) bits.skip((profile ? 88 : 0) + (level ? 8 : 0));
}

function readSize(bits: BitReader, chromaFormatIdc: number): { width: number; height: number } {
  const width = bits.unsigned();
  const height = bits.unsigned();
  const [left, right, top, bottom] = bits.flag()
    ? [bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()]
    : [0, 0, 0, 0];
  const unitX = chromaFormatIdc === 1 || chromaFormatIdc === 2 ? 2 : 1;
  const unitY = chromaFormatIdc === 1 ? 2 : 1;
  return checkedSize(width - (left + right) * unitX, height - (top + bottom) * unitY);
}

function readFps(bits: BitReader, maxSubLayers: number): number {
  const log2MaxPoc = bits.unsigned() + 4;
  if (log2MaxPoc > 16) throw new MediaError('malformed', 'SPS picture order count too wide');
  const perLayer = bits.flag() ? maxSubLayers : 1;
  for (let index = 0; index < perLayer * 3; index += 1) bits.unsigned();
  for (let index = 0; index < 6; index += 1) bits.unsigned(); // block sizes and depths
  if (bits.flag() && bits.flag()) skipScalingLists(bits);
  bits.skip(2); // amp_enabled_flag, sample_adaptive_offset_enabled_flag
  if (bits.flag()) {
    bits.skip(8); // pcm bit depths
    bits.unsigned();
    bits.unsigned();
    bits.bit();
  }
  skipRefPicSets(bits);
  if (bits.flag()) skipLongTermRefs(bits, log2MaxPoc);
  bits.skip(2); // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
  return bits.flag() ? readVuiFps(bits) : 0;
}

function skipScalingLists(bits: BitReader): void {
  for (let sizeId = 0; sizeId < 4; sizeId += 1)
    for (let matrix = 0; matrix < 6; matrix += sizeId === 3 ? 3 : 1) {
      if (!bits.flag()) {
        bits.unsigned(); // scaling_list_pred_matrix_id_delta
        continue;
      }
      if (sizeId > 1) bits.signed(); // scaling_list_dc_coef_minus8
      const entries = Math.min(64, 1 << (4 + (sizeId << 1)));
      for (let entry = 0; entry < entries; entry += 1) bits.signed();
    }
}

function skipRefPicSets(bits: BitReader): void {
  const count = bits.unsigned();
  if (count > MAX_REF_PIC_SETS) throw new MediaError('malformed', 'SPS has too many picture sets');
  let previous = 0;
  for (let index = 0; index < count; index += 1) {
    previous = index > 0 && bits.flag() ? predictedSet(bits, previous) : explicitSet(bits);
    if (previous > MAX_DELTA_POCS) throw new MediaError('malformed', 'SPS picture set too long');
  }
}

function predictedSet(bits: BitReader, previous: number): number {
  bits.bit(); // delta_rps_sign
  bits.unsigned(); // abs_delta_rps_minus1
  let used = 0;
  for (let index = 0; index <= previous; index += 1) if (bits.flag() || bits.flag()) used += 1;
  return used;
}

function explicitSet(bits: BitReader): number {
  const total = bits.unsigned() + bits.unsigned();
  if (total > MAX_DELTA_POCS) throw new MediaError('malformed', 'SPS picture set too long');
  for (let index = 0; index < total; index += 1) {
    bits.unsigned();
    bits.bit();
  }
  return total;
}

function skipLongTermRefs(bits: BitReader, log2MaxPoc: number): void {
  const count = bits.unsigned();
  if (count > MAX_LONG_TERM_REFS)
    throw new MediaError('malformed', 'SPS has too many long-term refs');
  bits.skip(count * (log2MaxPoc + 1));
}

function readVuiFps(bits: BitReader): number {
  if (bits.flag() && bits.bits(8) === EXTENDED_SAR) bits.skip(32);
  if (bits.flag()) bits.bit(); // overscan
  if (bits.flag()) {
    bits.skip(4);
    if (bits.flag()) bits.skip(24);
  }
  if (bits.flag()) {
    bits.unsigned();
    bits.unsigned();
  }
  bits.skip(3); // neutral_chroma_indication_flag, field_seq_flag, frame_field_info_present_flag
  if (bits.flag()) for (let side = 0; side < 4; side += 1) bits.unsigned();
  if (!bits.flag()) return 0;
  const unitsInTick = bits.bits(32);
  const timeScale = bits.bits(32);
  const fps = unitsInTick === 0 ? 0 : timeScale / unitsInTick;
  return fps > 0 && fps <= 300 ? Math.round(fps * 1000) / 1000 : 0;
}
