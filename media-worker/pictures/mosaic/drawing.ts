import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { AV_PIX_FMT_RGBA, AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { FFmpegError, Frame, SoftwareScaleContext } from 'node-av/lib';
import { drawSlate, FONTS, type SlateText } from '../../transcoding/slate-drawing.ts';
import type { EncodedSize } from '../../transcoding/video-encoder.ts';
import type { YuvPlanes } from './yuv-canvas.ts';

/** Something drawn once and shown until it changes. */
export type Drawing = EncodedSize & { readonly planes: YuvPlanes };

const COLOURS = { plate: '#11161c', text: '#f2f5f8' };
const ELLIPSIS = '…';

/** A cell without a picture: title, reason in both languages and since when. */
export function drawCard({ width, height }: EncodedSize, text: SlateText): Drawing {
  const canvas = createCanvas(width, height);
  drawSlate(canvas, text);
  return { width, height, planes: planesOf(canvas) };
}

/** One line of text on a dark plate, as wide as the text needs; what is too long ends with `…`. */
export function drawPlate(text: string, fontPixels: number, maxWidth: number): Drawing {
  const margin = fontPixels / 3;
  const font = `${Math.round(fontPixels)}px ${FONTS}`;
  const ruler = createCanvas(1, 1).getContext('2d');
  ruler.font = font;
  const shown = fitting(ruler, text, maxWidth - margin * 2);
  const width = evenUp(ruler.measureText(shown).width + margin * 2);
  const height = evenUp(fontPixels * 1.4);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = COLOURS.plate;
  context.fillRect(0, 0, width, height);
  context.fillStyle = COLOURS.text;
  context.font = font;
  context.textBaseline = 'middle';
  context.fillText(shown, margin, height / 2);
  return { width, height, planes: planesOf(canvas) };
}

function fitting(context: SKRSContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && context.measureText(letters.join('') + ELLIPSIS).width > width)
    letters.pop();
  return letters.join('') + ELLIPSIS;
}

function evenUp(value: number): number {
  return Math.max(2, Math.ceil(value / 2) * 2);
}

function planesOf(canvas: Canvas): YuvPlanes {
  const size = { width: canvas.width, height: canvas.height };
  const timeBase = { num: 1, den: 1 };
  using drawn = Frame.fromVideoBuffer(canvas.data(), {
    ...size,
    format: AV_PIX_FMT_RGBA,
    timeBase,
  });
  using converted = new Frame();
  converted.alloc();
  converted.format = AV_PIX_FMT_YUV420P;
  converted.width = size.width;
  converted.height = size.height;
  FFmpegError.throwIfError(converted.allocBuffer(), 'allocate a picture');
  using scaler = new SoftwareScaleContext();
  scaler.allocContext();
  FFmpegError.throwIfError(scaler.scaleFrameSync(converted, drawn), 'convert a drawing');
  const strides = converted.linesize.slice(0, 3);
  // Copied: the memory is FFmpeg's and is freed with the frame.
  return { data: (converted.data ?? []).slice(0, 3).map((plane) => Buffer.from(plane)), strides };
}
