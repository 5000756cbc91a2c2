import type { Ticks90k } from './ticks.ts';
import type { Nalu, Track } from './track.ts';

/** One access unit: NAL units of one picture, without parameter sets and access unit delimiters (those live in the track). */
export type VideoFrame = {
  readonly kind: 'video';
  readonly nalus: readonly Nalu[];
  /** Decoding may start here (IDR, CRA or recovery point). */
  readonly randomAccess: boolean;
  readonly pts: Ticks90k;
  readonly dts: Ticks90k;
};

/** One audio frame: an AAC raw data block without ADTS, or a run of G.711 samples. */
export type AudioFrame = {
  readonly kind: 'audio';
  readonly data: Uint8Array;
  readonly pts: Ticks90k;
};

/** Immutable after publishing: the bytes are shared by all subscribers. */
export type Frame = VideoFrame | AudioFrame;

/** `tracks` comes first, and again when parameter sets change (always before the frames that need them). */
export type StreamEvent =
  | { readonly type: 'tracks'; readonly tracks: readonly Track[] }
  | { readonly type: 'frame'; readonly frame: Frame };
