import type { H264Track, Nalu } from '../media/track.ts';
import { makeBatch, type RtpBatch } from '../protocols/rtp/batch.ts';
import { packetizeH264 } from '../protocols/rtp/h264-packetizer.ts';
import type { Loop } from './encoding/loop.ts';
import type { EncodedPicture } from './encoding/video-encoder.ts';
import { BitWriter, withEmulationPrevention } from './overlay/bit-writer.ts';
import {
  readSliceHeader,
  type SliceHeader,
  type SliceLayout,
  sliceLayout,
} from './overlay/slice-header.ts';
import { PROFILES, type StreamName } from './profiles.ts';

/** One picture ready for sending: its packets but the strip's, which is each camera's own. */
type ReplayPicture = {
  readonly idr: boolean;
  readonly strip: SliceHeader;
  /** Made at the first use, then shared by all cameras that show this loop. */
  readonly batch: () => RtpBatch;
  /** The same picture with nothing in it changing: what a frozen encoder sends. */
  readonly still: () => RtpBatch;
};

/** A loop prepared for replay. */
export type Replay = {
  readonly fps: number;
  readonly gop: number;
  readonly track: H264Track;
  readonly pictures: readonly ReplayPicture[];
};

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A slice in which every macroblock is skipped. */
function skippedSlice(header: SliceHeader, macroblocks: number): Uint8Array {
  const writer = new BitWriter();
  for (let at = 0; at < header.bitLength; at++)
    writer.bit(((header.bits[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
  const body = withEmulationPrevention(writer.unsigned(macroblocks).finish());
  return Uint8Array.of(header.nalHeader, ...body);
}

function stillSlices(
  picture: EncodedPicture,
  layout: SliceLayout,
  total: number,
): readonly (Nalu | Uint8Array)[] {
  if (picture.idr) return picture.slices.slice(1);
  const headers = picture.slices.map((slice) => readSliceHeader(slice, layout));
  return headers
    .map((header, index) =>
      skippedSlice(header, (headers[index + 1]?.firstMacroblock ?? total) - header.firstMacroblock),
    )
    .slice(1);
}

export function prepareReplay(loop: Loop, stream: StreamName): Replay {
  const { width, height, gop } = PROFILES[stream];
  const total = Math.ceil(width / 16) * Math.ceil(height / 16);
  const layout = sliceLayout(loop.track.sps, loop.track.pps[0] ?? new Uint8Array());
  const pictures = loop.pictures.map((picture): ReplayPicture => {
    const [first] = picture.slices;
    if (!first) throw new RangeError('a picture without slices');
    return {
      idr: picture.idr,
      strip: readSliceHeader(first, layout),
      batch: once(() => makeBatch(packetizeH264(picture.slices.slice(1)))),
      still: once(() => makeBatch(packetizeH264(stillSlices(picture, layout, total)))),
    };
  });
  return { fps: loop.fps, gop, track: loop.track, pictures };
}
