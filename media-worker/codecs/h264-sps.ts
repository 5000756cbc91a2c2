// Sequence parameter set of ITU-T H.264 §7.3.2.1.1 and its VUI timing (Annex E).
import { BitReader } from '../media/bit-reader.ts';
import { MediaError } from '../media/errors.ts';
import { withoutEmulationPrevention } from './nal-units.ts';
import { checkedSize } from './picture-size.ts';

export type H264Sps = {
  readonly profileIdc: number;
  readonly constraintFlags: number;
  readonly levelIdc: number;
  readonly chromaFormatIdc: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  readonly width: number;
  readonly height: number;
  /** 0 when the VUI has no timing. */
  readonly fps: number;
};

/** profile_idc values that carry chroma format and scaling lists. */
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const EXTENDED_SAR = 255;
/** The standard allows 255 frames in a picture order cycle. */
const MAX_POC_CYCLE = 255;

/** Reads an SPS NAL unit (header byte included). @throws `malformed` */
export function parseH264Sps(sps: Uint8Array): H264Sps {
  const bits = new BitReader(withoutEmulationPrevention(sps.subarray(1)));
  const profileIdc = bits.bits(8);
  const constraintFlags = bits.bits(8);
  const levelIdc = bits.bits(8);
  bits.unsigned(); // seq_parameter_set_id
  const chroma = HIGH_PROFILES.has(profileIdc) ? readChroma(bits) : PLAIN_CHROMA;
  bits.unsigned(); // log2_max_frame_num_minus4
  skipPictureOrder(bits);
  bits.unsigned(); // max_num_ref_frames
  bits.bit(); // gaps_in_frame_num_value_allowed_flag
  const size = readSize(bits, chroma.chromaFormatIdc);
  const fps = bits.flag() ? readVuiFps(bits) : 0;
  return { profileIdc, constraintFlags, levelIdc, ...chroma, ...size, fps };
}

const PLAIN_CHROMA = { chromaFormatIdc: 1, bitDepthLuma: 8, bitDepthChroma: 8 };

function readChroma(bits: BitReader): typeof PLAIN_CHROMA {
  const chromaFormatIdc = bits.unsigned();
  if (chromaFormatIdc > 3) throw new MediaError('malformed', 'SPS has an unknown chroma format');
  if (chromaFormatIdc === 3) bits.bit(); // separate_colour_plane_flag
  const bitDepthLuma = bits.unsigned() + 8;
  const bitDepthChroma = bits.unsigned() + 8;
  bits.bit(); // qpprime_y_zero_transform_bypass_flag
  if (bits.flag()) skipScalingLists(bits, chromaFormatIdc === 3 ? 12 : 8);
  return { chromaFormatIdc, bitDepthLuma, bitDepthChroma };
}

function skipScalingLists(bits: BitReader, count: number): void {
  for (let list = 0; list < count; list += 1) {
    if (!bits.flag()) continue;
    const size = list < 6 ? 16 : 64;
    let next = 8;
    for (let entry = 0; entry < size && next !== 0; entry += 1)
      next = (next + bits.signed() + 256) & 255;
  }
}

function skipPictureOrder(bits: BitReader): void {
  const type = bits.unsigned();
  if (type === 0) bits.unsigned(); // log2_max_pic_order_cnt_lsb_minus4
  if (type !== 1) return;
  bits.bit(); // delta_pic_order_always_zero_flag
  bits.signed(); // offset_for_non_ref_pic
  bits.signed(); // offset_for_top_to_bottom_field
  const cycle = bits.unsigned();
  if (cycle > MAX_POC_CYCLE) throw new MediaError('malformed', 'SPS picture order cycle too long');
  for (let index = 0; index < cycle; index += 1) bits.signed();
}

function readSize(bits: BitReader, chromaFormatIdc: number): { width: number; height: number } {
  const widthInMbs = bits.unsigned() + 1;
  const heightInMapUnits = bits.unsigned() + 1;
  const framesOnly = bits.bit();
  if (framesOnly === 0) bits.bit(); // mb_adaptive_frame_field_flag
  bits.bit(); // direct_8x8_inference_flag
  const [left, right, top, bottom] = bits.flag()
    ? [bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()]
    : [0, 0, 0, 0];
  const unitX = chromaFormatIdc === 1 || chromaFormatIdc === 2 ? 2 : 1;
  const unitY = (chromaFormatIdc === 1 ? 2 : 1) * (2 - framesOnly);
  return checkedSize(
    widthInMbs * 16 - (left + right) * unitX,
    (2 - framesOnly) * heightInMapUnits * 16 - (top + bottom) * unitY,
  );
}

function readVuiFps(bits: BitReader): number {
  if (bits.flag() && bits.bits(8) === EXTENDED_SAR) bits.skip(32);
  if (bits.flag()) bits.bit(); // overscan
  if (bits.flag()) {
    bits.skip(4); // video_format, video_full_range_flag
    if (bits.flag()) bits.skip(24); // colour description
  }
  if (bits.flag()) {
    bits.unsigned(); // chroma_sample_loc_type_top_field
    bits.unsigned(); // chroma_sample_loc_type_bottom_field
  }
  if (!bits.flag()) return 0;
  const unitsInTick = bits.bits(32);
  const timeScale = bits.bits(32);
  return unitsInTick === 0 ? 0 : roundedFps(timeScale / unitsInTick / 2);
}

function roundedFps(fps: number): number {
  return fps > 0 && fps <= 300 ? Math.round(fps * 1000) / 1000 : 0;
}
