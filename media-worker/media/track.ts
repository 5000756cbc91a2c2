/** One NAL unit without start code or length prefix, header byte(s) first. Immutable once published. */
declare const naluBrand: unique symbol;
export type Nalu = Uint8Array & { readonly [naluBrand]: true };

/** The only place that brands bytes as a NAL unit. The bytes are taken over, not copied. */
export function nalu(bytes: Uint8Array): Nalu {
  return bytes as Nalu;
}

/** Picture size in luma samples after cropping, and the rate the parameter sets promise (0 when they say nothing). */
export type VideoSize = { readonly width: number; readonly height: number; readonly fps: number };

/** H.264 (ITU-T H.264). `sps`/`pps` without start codes; `profile` is profile_idc, constraint flags, level_idc. */
export type H264Track = VideoSize & {
  readonly kind: 'video';
  readonly codec: 'h264';
  readonly sps: Nalu;
  readonly pps: readonly Nalu[];
  /** RFC 6381, e.g. `avc1.4d401f`. */
  readonly codecString: string;
};

/** H.265 (ITU-T H.265). */
export type H265Track = VideoSize & {
  readonly kind: 'video';
  readonly codec: 'h265';
  readonly vps: Nalu;
  readonly sps: Nalu;
  readonly pps: readonly Nalu[];
  /** RFC 6381, e.g. `hvc1.1.6.L120.B0`. */
  readonly codecString: string;
};

/** AAC; `config` is the AudioSpecificConfig of ISO/IEC 14496-3 §1.6.2.1. */
export type AacTrack = {
  readonly kind: 'audio';
  readonly codec: 'aac';
  readonly config: Uint8Array;
  readonly sampleRate: number;
  readonly channels: number;
  readonly codecString: string;
};

/** G.711 A-law or µ-law, and Opus and MP3 where a container brings them. */
export type SimpleAudioTrack = {
  readonly kind: 'audio';
  readonly codec: 'g711a' | 'g711u' | 'opus' | 'mp3';
  readonly sampleRate: number;
  readonly channels: number;
  readonly codecString: string;
};

export type VideoTrack = H264Track | H265Track;
export type AudioTrack = AacTrack | SimpleAudioTrack;
/** One medium of a stream: codec, parameter sets, clock. A stream has at most one video and one audio track. */
export type Track = VideoTrack | AudioTrack;
