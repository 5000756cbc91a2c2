import { createCanvas } from '@napi-rs/canvas';
import { AV_PIX_FMT_RGBA } from 'node-av/constants';
import { FFmpegError, Frame } from 'node-av/lib';
import { asMediaError } from '../hub/failure.ts';
import { MediaError } from '../media/errors.ts';
import type { VideoFrame } from '../media/frame.ts';
import { TICKS_PER_SECOND } from '../media/ticks.ts';
import type { VideoTrack } from '../media/track.ts';
import { openEncoder } from './h264-encoders.ts';
import { openH265Encoder } from './h265-encoders.ts';
import { drawSlate, type SlateText } from './slate-drawing.ts';
import type { EncodedSize, VideoEncoder } from './video-encoder.ts';

/** A second of one slate: a random access point and what repeats it. May be shown again and again. */
export type SlateGop = { readonly track: VideoTrack; readonly frames: readonly VideoFrame[] };

/** Makes the pictures of one stream's slates. */
export type SlateCard = Disposable & { gop(text: SlateText): Promise<SlateGop> };

/** Enough that a still picture counts as live everywhere; what repeats costs some bytes. */
export const SLATE_FPS = 5;

/**
 * Draws, and encodes each text once; one call at a time. `codec` is what viewers were sent so far; where it cannot be made
 * here the slate is H.264.
 */
export async function openSlateCard(
  size: EncodedSize,
  codec: VideoTrack['codec'],
): Promise<SlateCard> {
  const canvas = createCanvas(size.width, size.height);
  const encoder = await openSlateEncoder(size, codec).catch(codedThrow);
  let track: VideoTrack | null = null;
  let pictures = 0;
  return {
    async gop(text) {
      drawSlate(canvas, text);
      using picture = Frame.fromVideoBuffer(canvas.data(), {
        ...size,
        format: AV_PIX_FMT_RGBA,
        timeBase: { num: 1, den: TICKS_PER_SECOND },
      });
      const frames: VideoFrame[] = [];
      for (let at = 0; at < SLATE_FPS; at += 1, pictures += 1) {
        const pts = (pictures * TICKS_PER_SECOND) / SLATE_FPS;
        for (const one of await encoder.encode(picture, pts, at === 0).catch(codedThrow)) {
          track = one.track ?? track;
          frames.push(one.frame);
        }
      }
      if (!track || !frames[0]?.randomAccess) throw noPicture(encoder);
      return { track, frames };
    },
    [Symbol.dispose]: () => encoder[Symbol.dispose](),
  };
}

function openSlateEncoder(size: EncodedSize, codec: VideoTrack['codec']): Promise<VideoEncoder> {
  const h264 = () => openEncoder(size, SLATE_FPS);
  return codec === 'h265' ? openH265Encoder(size, SLATE_FPS).catch(h264) : h264();
}

function noPicture(encoder: VideoEncoder): MediaError {
  return new MediaError('bug', `${encoder.kind.name} held the slate back`, {
    code: 'transcode.failed',
  });
}

function codedThrow(thrown: unknown): never {
  if (!(thrown instanceof FFmpegError)) throw asMediaError(thrown);
  throw new MediaError('unsupported', `the slate cannot be encoded: ${thrown.message}`, {
    code: 'transcode.failed',
    cause: thrown,
  });
}
