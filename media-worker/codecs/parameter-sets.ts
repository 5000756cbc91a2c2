// Parameter sets that travel among the pictures (in band) become the track; what is left is the picture.
import { copyBytes, equalBytes } from '../media/bytes.ts';
import { type Nalu, nalu, type VideoTrack } from '../media/track.ts';
import { H264_NAL, h264NalType, h264Track } from './h264.ts';
import { H265_NAL, h265NalType, h265Track } from './h265.ts';

/** `picture` has no parameter sets, delimiters or filler; `changed` says that `track` is a new one. */
export type SortedAccessUnit = { readonly picture: readonly Nalu[]; readonly changed: boolean };

/** A stream cycles through one or two PPS; the standard's ceiling of 255 is no reason to keep as many. */
const MAX_PPS = 16;

/** Keeps the newest parameter sets of one H.264 or H.265 stream. Copies what it keeps. */
export class ParameterSets {
  track: VideoTrack | null = null;
  readonly #codec: 'h264' | 'h265';
  #vps: Nalu | null = null;
  #sps: Nalu | null = null;
  #pps: Nalu[] = [];

  constructor(codec: 'h264' | 'h265', track: VideoTrack | null = null) {
    this.#codec = codec;
    if (track?.codec === codec) this.#adopt(track);
  }

  /** Sorts one access unit. @throws `malformed` when new parameter sets cannot be read */
  take(nalus: readonly Nalu[]): SortedAccessUnit {
    if (!nalus.some((unit) => this.#role(unit) !== 'picture'))
      return { picture: nalus, changed: false };
    let dirty = false;
    const picture: Nalu[] = [];
    for (const unit of nalus) {
      const role = this.#role(unit);
      if (role === 'picture') picture.push(unit);
      else if (role !== 'drop') dirty = this.#store(role, unit) || dirty;
    }
    return { picture, changed: dirty && this.#rebuild() };
  }

  #adopt(track: VideoTrack): void {
    this.track = track;
    this.#vps = track.codec === 'h265' ? track.vps : null;
    this.#sps = track.sps;
    this.#pps = [...track.pps];
  }

  #role(unit: Nalu): 'picture' | 'drop' | 'vps' | 'sps' | 'pps' {
    return this.#codec === 'h264' ? h264Role(unit) : h265Role(unit);
  }

  #store(role: 'vps' | 'sps' | 'pps', unit: Nalu): boolean {
    if (role === 'pps') return this.#storePps(unit);
    const known = role === 'vps' ? this.#vps : this.#sps;
    if (known && equalBytes(known, unit)) return false;
    const copy = nalu(copyBytes(unit));
    if (role === 'vps') this.#vps = copy;
    else {
      this.#sps = copy;
      this.#pps = []; // PPS refer to an SPS: a new one makes the old ones stale
    }
    return true;
  }

  #storePps(unit: Nalu): boolean {
    if (this.#pps.some((known) => equalBytes(known, unit))) return false;
    const id = ppsIdByte(unit, this.#codec);
    this.#pps = this.#pps
      .filter((known) => ppsIdByte(known, this.#codec) !== id)
      .slice(1 - MAX_PPS);
    this.#pps.push(nalu(copyBytes(unit)));
    return true;
  }

  #rebuild(): boolean {
    if (!this.#sps || this.#pps.length === 0) return false;
    if (this.#codec === 'h264') this.track = h264Track(this.#sps, [...this.#pps]);
    else if (this.#vps) this.track = h265Track(this.#vps, this.#sps, [...this.#pps]);
    else return false;
    return true;
  }
}

function h264Role(unit: Nalu): 'picture' | 'drop' | 'sps' | 'pps' {
  switch (h264NalType(unit)) {
    case H264_NAL.sps:
      return 'sps';
    case H264_NAL.pps:
      return 'pps';
    case H264_NAL.accessUnitDelimiter:
    case H264_NAL.endOfSequence:
    case H264_NAL.endOfStream:
    case H264_NAL.filler:
      return 'drop';
    default:
      return 'picture';
  }
}

function h265Role(unit: Nalu): 'picture' | 'drop' | 'vps' | 'sps' | 'pps' {
  switch (h265NalType(unit)) {
    case H265_NAL.vps:
      return 'vps';
    case H265_NAL.sps:
      return 'sps';
    case H265_NAL.pps:
      return 'pps';
    case H265_NAL.accessUnitDelimiter:
    case H265_NAL.endOfSequence:
    case H265_NAL.endOfBitstream:
    case H265_NAL.filler:
      return 'drop';
    default:
      return 'picture';
  }
}

/** pic_parameter_set_id is the first Exp-Golomb code after the header; its whole byte tells small ids apart. */
function ppsIdByte(unit: Nalu, codec: 'h264' | 'h265'): number {
  const byte = unit[codec === 'h264' ? 1 : 2] ?? 0;
  const length = Math.min(8, Math.clz32(byte) - 24 + (Math.clz32(byte) - 24) + 1);
  return byte >> (8 - length);
}
