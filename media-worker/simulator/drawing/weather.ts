import { type Canvas, createCanvas } from '@napi-rs/canvas';
import type { Atmosphere } from './atmosphere.ts';
import type { Context } from './brush.ts';
import { type Colour, css } from './colour.ts';
import { between, type Random } from './random.ts';
import { PICTURE_HEIGHT, PICTURE_WIDTH, type View } from './view.ts';

/** Fog as a veil that grows with the distance of the ground behind each row; `visibility` in metres. */
export function fogVeil(view: View, colour: Colour, visibility: number): Canvas {
  const canvas = createCanvas(1, PICTURE_HEIGHT);
  const context = canvas.getContext('2d');
  for (let row = 0; row < PICTURE_HEIGHT; row++) {
    const distance = Math.min(5000, view.groundDistance(row));
    context.fillStyle = css(colour, Math.min(0.985, 1 - Math.exp(-distance / visibility)));
    context.fillRect(0, row, 1, 1);
  }
  return canvas;
}

export function drawVeil(context: Context, veil: Canvas, alpha: number): void {
  if (alpha <= 0) return;
  context.save();
  context.globalAlpha = Math.min(1, alpha);
  context.drawImage(veil, 0, 0, PICTURE_WIDTH, PICTURE_HEIGHT);
  context.restore();
}

/** Falling streaks on two sheets that repeat with the loop. */
export type Rain = { readonly sheets: readonly Canvas[] };

export function makeRain(random: Random): Rain {
  const sheets = [130, 70].map((count, index) => {
    const canvas = createCanvas(PICTURE_WIDTH, PICTURE_HEIGHT);
    const context = canvas.getContext('2d');
    context.strokeStyle = css([226, 232, 238], 0.12 + index * 0.06);
    context.lineWidth = 1 + index * 0.6;
    for (let streak = 0; streak < count; streak++) {
      const x = between(random, 0, PICTURE_WIDTH);
      const y = between(random, 0, PICTURE_HEIGHT);
      const length = between(random, 14, 30) * (1 + index * 0.7);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x - length * 0.12, y + length);
      context.stroke();
    }
    return canvas;
  });
  return { sheets };
}

/** `phase` runs 0–1 over the loop; each sheet falls a whole number of times, so the end meets the beginning. */
export function drawRain(context: Context, rain: Rain, phase: number): void {
  for (const [index, sheet] of rain.sheets.entries()) {
    const falls = index === 0 ? 18 : 30;
    const offset = ((phase * falls) % 1) * PICTURE_HEIGHT;
    context.drawImage(sheet, 0, offset);
    context.drawImage(sheet, 0, offset - PICTURE_HEIGHT);
  }
}

/** Darker corners, as every lens has them, and a little milkiness in bad light. */
export function drawLens(context: Context, air: Atmosphere): void {
  const [x, y] = [PICTURE_WIDTH / 2, PICTURE_HEIGHT / 2];
  const corners = context.createRadialGradient(
    x,
    y,
    PICTURE_HEIGHT * 0.45,
    x,
    y,
    PICTURE_WIDTH * 0.66,
  );
  corners.addColorStop(0, css([0, 0, 0], 0));
  corners.addColorStop(1, css([0, 0, 0], air.light === 'night' ? 0.4 : 0.24));
  context.fillStyle = corners;
  context.fillRect(0, 0, PICTURE_WIDTH, PICTURE_HEIGHT);
}
