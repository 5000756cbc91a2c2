import type { RoadsideKind } from '../../../../server/roadside/schema.ts';
import { type Pen, paint } from './camera-icons.ts';
import type { MapPalette } from './palette.ts';

const ICON_PX = 20;

export function deviceIconName(kind: RoadsideKind): string {
  return `roadside-${kind}`;
}

/** A board is wide, a controller is a cabinet with three lights, a checkpoint spans the road. */
export function deviceIcon(kind: RoadsideKind, palette: MapPalette): ImageData {
  return paint(ICON_PX, palette, (pen, size) => {
    pen.fillStyle = palette.roadside;
    pen.strokeStyle = palette.halo;
    pen.lineWidth = 1.5;
    pen.lineJoin = 'round';
    const c = size / 2;
    switch (kind) {
      case 'sign':
        return drawSign(pen, c);
      case 'signal':
        return drawSignal(pen, c, palette.halo);
      case 'checkpoint':
        return drawCheckpoint(pen, c);
    }
  });
}

function drawSign(pen: Pen, c: number): void {
  pen.beginPath();
  pen.roundRect(c - 7, c - 5, 14, 9.5, 1.5);
  pen.fill();
  pen.stroke();
  pen.beginPath();
  pen.moveTo(c - 4.5, c - 1.8);
  pen.lineTo(c + 4.5, c - 1.8);
  pen.moveTo(c - 4.5, c + 1.4);
  pen.lineTo(c + 2, c + 1.4);
  pen.stroke();
}

function drawSignal(pen: Pen, c: number, light: string): void {
  pen.beginPath();
  pen.roundRect(c - 4, c - 8, 8, 16, 2.5);
  pen.fill();
  pen.stroke();
  pen.fillStyle = light;
  for (const step of [-4.4, 0, 4.4]) {
    pen.beginPath();
    pen.arc(c, c + step, 1.5, 0, Math.PI * 2);
    pen.fill();
  }
}

function drawCheckpoint(pen: Pen, c: number): void {
  pen.beginPath();
  for (const [x, y] of GANTRY) pen.lineTo(c + x, c + y);
  pen.closePath();
  pen.fill();
  pen.stroke();
}

/** A portal: two posts and what lies over them. */
const GANTRY = [
  [-7.5, -6.5],
  [7.5, -6.5],
  [7.5, 7],
  [4, 7],
  [4, -2.2],
  [-4, -2.2],
  [-4, 7],
  [-7.5, 7],
] as const;
