// Elementary streams inside MPEG-PS and MPEG-TS: stream_type of ISO/IEC 13818-1 Table 2-34 and GB/T 28181-2022 Annex C.1.
import type { Frame } from '../../media/frame.ts';

export type VideoCodec = 'h264' | 'h265';
export type AudioCodec = 'aac' | 'g711a' | 'g711u' | 'mp3';

/** Types not listed (SVAC, G.722.1, G.723.1, G.729, LATM, AC-3) are left out and counted by the demuxers. */
export const STREAM_TYPES: ReadonlyMap<number, VideoCodec | AudioCodec> = new Map([
  [0x1b, 'h264'],
  [0x24, 'h265'],
  [0x03, 'mp3'],
  [0x04, 'mp3'],
  [0x0f, 'aac'],
  [0x90, 'g711a'],
  [0x91, 'g711u'],
]);

export function isVideoCodec(codec: VideoCodec | AudioCodec): codec is VideoCodec {
  return codec === 'h264' || codec === 'h265';
}

/** `changed`: the stream's track is a new one. */
export type Elementary = { readonly frames: readonly Frame[]; readonly changed: boolean };
