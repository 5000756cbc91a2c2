import { type Canvas, createCanvas } from '@napi-rs/canvas';
import type { Context } from './brush.ts';

/** A picture with transparent parts, cut down to what is drawn: blending a whole picture costs milliseconds. */
export type Layer = { readonly canvas: Canvas; readonly left: number; readonly top: number };

/** The part of `full` that is not transparent; `null` when nothing was drawn. */
export function cropped(full: Canvas): Layer | null {
  const { width, height } = full;
  const alpha = full.data();
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (alpha[(y * width + x) * 4 + 3] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  if (right < 0) return null;
  const canvas = createCanvas(right - left + 1, bottom - top + 1);
  canvas.getContext('2d').drawImage(full, -left, -top);
  return { canvas, left, top };
}

/** Draws a layer where it was cut from, whatever transformation is set. */
export function stampLayer(context: Context, { canvas, left, top }: Layer): void {
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(canvas, left, top);
  context.restore();
}
