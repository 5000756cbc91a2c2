import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { AV_PIX_FMT_RGBA } from 'node-av/constants';
import { FFmpegError, Frame } from 'node-av/lib';
import { asMediaError, type StreamFailure } from '../hub/failure.ts';
import { MediaError } from '../media/errors.ts';
import type { VideoFrame } from '../media/frame.ts';
import { TICKS_PER_SECOND } from '../media/ticks.ts';
import type { VideoTrack } from '../media/track.ts';
import { openEncoder } from './h264-encoders.ts';
import { openH265Encoder } from './h265-encoders.ts';
import { reasonWords } from './slate-words.ts';
import type { EncodedSize, VideoEncoder } from './video-encoder.ts';

/** What stands on a slate. */
export type SlateText = {
  readonly title: string;
  readonly reason: Pick<StreamFailure, 'code' | 'kind'>;
  /** UTC ms of the last picture. */
  readonly since: number;
  /** Seconds until the source is tried again; `null` where the source comes by itself. */
  readonly retryInSeconds: number | null;
};

/** A second of one slate: a random access point and what repeats it. May be shown again and again. */
export type SlateGop = { readonly track: VideoTrack; readonly frames: readonly VideoFrame[] };

/** Makes the pictures of one stream's slates. */
export type SlateCard = Disposable & { gop(text: SlateText): Promise<SlateGop> };

/** Enough that a still picture counts as live everywhere; what repeats costs some bytes. */
export const SLATE_FPS = 5;
/** The system's own where there are; Skia looks for glyphs elsewhere if not. */
const FONTS =
  '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif';
const COLOURS = { ground: '#11161c', title: '#f2f5f8', reason: '#f0b429', detail: '#93a1b0' };

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

/** Title, reason in both languages, code, since when and the countdown, from the middle outwards. */
export function drawSlate(canvas: Canvas, text: SlateText): void {
  const context = canvas.getContext('2d');
  const { width, height } = canvas;
  const unit = height / 20;
  context.fillStyle = COLOURS.ground;
  context.fillRect(0, 0, width, height);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const { zh, en } = reasonWords(text.reason);
  const line = (words: string, row: number, rows: number, colour: string) =>
    writeLine(context, words, { y: row * unit, size: rows * unit, colour });
  line(text.title, 6, 2.2, COLOURS.title);
  line(zh, 9.2, 1.5, COLOURS.reason);
  line(en, 11.2, 1.2, COLOURS.reason);
  line(`自 Since ${localTime(text.since)}`, 14, 1, COLOURS.detail);
  if (text.retryInSeconds !== null)
    line(
      `${text.retryInSeconds} 秒后重试 · Next try in ${text.retryInSeconds} s`,
      15.7,
      1,
      COLOURS.detail,
    );
  line(text.reason.code, 17.4, 0.8, COLOURS.detail);
}

function writeLine(
  context: SKRSContext2D,
  words: string,
  { y, size, colour }: { readonly y: number; readonly size: number; readonly colour: string },
): void {
  const { width } = context.canvas;
  context.fillStyle = colour;
  context.font = `${Math.round(size)}px ${FONTS}`;
  context.fillText(words, width / 2, y, width * 0.92);
}

/** The worker's own time of day, like the clock on the pictures of most cameras: `2026-01-31 08:05:09`. */
function localTime(utcMs: number): string {
  const at = new Date(utcMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
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
