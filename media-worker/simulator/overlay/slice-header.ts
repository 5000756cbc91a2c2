// The slice header of ITU-T H.264 §7.3.3, as far as our own encoder's streams use it:
// progressive, CAVLC, picture order count type 2, one reference, no weighting.
import { withoutEmulationPrevention } from '../../codecs/nal-units.ts';
import { BitReader } from '../../media/bit-reader.ts';
import { MediaError } from '../../media/errors.ts';

/** What of the parameter sets decides how a slice header is laid out. */
export type SliceLayout = {
  readonly frameNumBits: number;
  readonly widthInMacroblocks: number;
  readonly deblockingControl: boolean;
};

/** A slice header as it stands in the stream, to be put before other slice data. */
export type SliceHeader = {
  readonly nalHeader: number;
  readonly idr: boolean;
  readonly firstMacroblock: number;
  /** The header's bits, packed from the first byte on. */
  readonly bits: Uint8Array;
  readonly bitLength: number;
};

/** No header of ours is longer. */
const HEADER_BYTES = 48;
const HIGH_PROFILE = 100;

function unsupported(what: string): never {
  throw new MediaError('unsupported', `the encoder made a stream with ${what}`);
}

export function sliceLayout(sps: Uint8Array, pps: Uint8Array): SliceLayout {
  const bits = new BitReader(withoutEmulationPrevention(sps.subarray(1)));
  if (bits.bits(8) >= HIGH_PROFILE) unsupported('a High profile');
  bits.skip(16);
  bits.unsigned(); // seq_parameter_set_id
  const frameNumBits = bits.unsigned() + 4;
  if (bits.unsigned() !== 2) unsupported('picture order counts in its slices');
  bits.unsigned(); // max_num_ref_frames
  bits.bit();
  const widthInMacroblocks = bits.unsigned() + 1;
  bits.unsigned(); // pic_height_in_map_units_minus1
  if (!bits.flag()) unsupported('fields');
  return { frameNumBits, widthInMacroblocks, deblockingControl: readPps(pps) };
}

function readPps(pps: Uint8Array): boolean {
  const bits = new BitReader(withoutEmulationPrevention(pps.subarray(1)));
  bits.unsigned(); // pic_parameter_set_id
  bits.unsigned(); // seq_parameter_set_id
  if (bits.flag()) unsupported('CABAC');
  bits.bit(); // bottom_field_pic_order_in_frame_present_flag
  if (bits.unsigned() !== 0) unsupported('slice groups');
  if (bits.unsigned() !== 0) unsupported('several references');
  bits.unsigned(); // num_ref_idx_l1_default_active_minus1
  if (bits.flag()) unsupported('weighted prediction');
  bits.bits(2); // weighted_bipred_idc
  bits.signed(); // pic_init_qp_minus26
  bits.signed(); // pic_init_qs_minus26
  bits.signed(); // chroma_qp_index_offset
  const deblockingControl = bits.flag();
  bits.bit(); // constrained_intra_pred_flag
  if (bits.flag()) unsupported('redundant pictures');
  return deblockingControl;
}

/** Reads one slice's header. @throws `unsupported` when it is laid out in a way our encoder was told not to use */
export function readSliceHeader(slice: Uint8Array, layout: SliceLayout): SliceHeader {
  const nalHeader = slice[0] ?? 0;
  const idr = (nalHeader & 0x1f) === 5;
  const raw = withoutEmulationPrevention(slice.subarray(1, HEADER_BYTES));
  const bits = new CountingReader(raw);
  const firstMacroblock = bits.unsigned();
  const intra = bits.unsigned() % 5 === 2;
  bits.unsigned(); // pic_parameter_set_id
  bits.bits(layout.frameNumBits);
  if (idr) bits.unsigned(); // idr_pic_id
  if (!intra) skipReferences(bits);
  if (nalHeader & 0x60) skipMarking(bits, idr);
  bits.signed(); // slice_qp_delta
  if (layout.deblockingControl && bits.unsigned() !== 1) {
    bits.signed();
    bits.signed();
  }
  const bitLength = bits.position;
  return { nalHeader, idr, firstMacroblock, bits: raw.slice(0, (bitLength + 7) >> 3), bitLength };
}

function skipReferences(bits: CountingReader): void {
  if (bits.bits(1)) bits.unsigned(); // num_ref_idx_l0_active_minus1
  if (bits.bits(1)) unsupported('reordered references');
}

function skipMarking(bits: CountingReader, idr: boolean): void {
  if (idr)
    bits.bits(2); // no_output_of_prior_pics_flag, long_term_reference_flag
  else if (bits.bits(1)) unsupported('adaptive reference marking');
}

/** A bit reader that tells where it stands. */
class CountingReader {
  readonly #bytes: Uint8Array;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  bits(count: number): number {
    let value = 0;
    for (let read = 0; read < count; read++, this.position++)
      value =
        (value << 1) | (((this.#bytes[this.position >> 3] ?? 0) >> (7 - (this.position & 7))) & 1);
    return value;
  }

  unsigned(): number {
    let zeros = 0;
    while (zeros < 31 && this.bits(1) === 0) zeros += 1;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}
